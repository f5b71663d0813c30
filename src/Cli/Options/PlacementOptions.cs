using System.CommandLine;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Options;

/// <summary>The options that say which memory hierarchy holds the working sets, and by which rule.</summary>
internal sealed class PlacementOptions
{
    private readonly Option<string> hardware = new("--hardware")
    {
        Description = "Hardware profile, or eagle-cpu or eagle-gpu for the paper's nodes.",
        HelpName = "FILE|NAME",
        Required = true,
    };
    private readonly Option<string[]> overrides = new("--set")
    {
        Description = "Change one value of one level of the profile, such as L1.capacityBytes=65536; may be repeated.",
        HelpName = "LEVEL.KEY=N",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> placement = new("--placement")
    {
        Description = "notebook (the paper's published code), paper (its section 7) or engine (this program's own buffers).",
        HelpName = "P",
        DefaultValueFactory = _ => "notebook",
    };
    private readonly Option<string?> charge = new("--data-charge")
    {
        Description = "What an access to the data set moves: whole or batch (default: as the placement says).",
        HelpName = "C",
    };

    private readonly Option<bool> staleOk = StaleOkOption.Create();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { hardware, overrides, placement, charge, staleOk })
            command.Options.Add(option);
    }

    /// <summary>Whether the caller named a placement.</summary>
    public bool IsPlacementGiven(ParseResult parsed) => parsed.GetResult(placement) is { Implicit: false };

    /// <summary>Reads the options of one call.</summary>
    /// <exception cref="InputException">An option names what does not exist, or a profile of another machine without --stale-ok.</exception>
    public (HardwareProfile Hardware, IPlacement Placement, DataCharge Charge) Read(ParseResult parsed)
    {
        var rule = Placement.Named(parsed.GetValue(placement)!);
        var named = parsed.GetValue(hardware)!;
        var found = HardwarePresets.FindOrRead(named);
        StaleOkOption.Check(parsed, staleOk, named, found.Fingerprint);
        var profile = HardwareOverride.Apply(found, parsed.GetValue(overrides) ?? []);
        var moved = parsed.GetValue(charge) switch
        {
            null => rule.DefaultDataCharge,
            "whole" => DataCharge.Whole,
            "batch" => DataCharge.Batch,
            var other => throw new InputException($"--data-charge {other}: must be whole or batch"),
        };
        return (profile, rule, moved);
    }
}
