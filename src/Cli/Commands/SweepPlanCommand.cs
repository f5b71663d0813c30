using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Model;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Planning;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep plan</c>: a description to an immutable plan.</summary>
internal sealed class SweepPlanCommand
{
    private const int UnreachableShown = 10;

    private readonly Argument<string?> description = new("DESCRIPTION")
    {
        Description = "YAML or JSON file: datasets, shapes, depths, sizes, batchSizes, devices, schedules, meters, replicates, epochs, "
            + "learningRate, seed, threads, simd, distinctNetworks; lists may hold ranges such as 2..10 or 2^5..2^24.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> preset = new("--preset")
    {
        Description = "A shipped description instead: butter-e, the paper's grid.",
        HelpName = "NAME",
    };
    private readonly Option<string> output = new("--out")
    {
        Description = "Folder of the campaign, made by this command.",
        HelpName = "CAMPAIGN",
        Required = true,
    };
    private readonly Option<int?> shards = new("--shards") { Description = "Number of shards in all; each is for one device.", HelpName = "N" };
    private readonly Option<double?> minutes = new("--minutes-per-shard")
    {
        Description = $"Predicted length of a shard, minutes (default {ShardChoice.DefaultMinutes:0}, but at most 1,000 shards a device).",
        HelpName = "M",
    };
    private readonly Option<string?> model = new("--model")
    {
        Description = "Model of time that predicts the runs on its device (buttere fit --target time).",
        HelpName = "FILE",
    };
    private readonly Option<string?> profile = new("--profile")
    {
        Description = "Hardware profile that predicts the runs on its device (buttere probe).",
        HelpName = "FILE",
    };

    private readonly Option<bool> staleOk = StaleOkOption.Create();

    public static Command Create() => new SweepPlanCommand().Build();

    private Command Build()
    {
        var command = new Command("plan", "Plans the runs of a campaign: every combination of a description, in shards of equal predicted time.")
        {
            description, preset, output, shards, minutes, model, profile, staleOk, JsonOutput.Option,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var clock = Stopwatch.StartNew();
        var (what, text) = (parsed.GetValue(description), parsed.GetValue(preset)) switch
        {
            ({ } file, null) => DescriptionFile.Read(file),
            (null, { } name) => DescriptionFile.ReadPreset(name),
            _ => throw new InputException("DESCRIPTION, --preset: give exactly one of them"),
        };
        var folder = new CampaignFolder(parsed.GetValue(output)!);
        var plan = SweepPlanner.Plan(what, text, Times(parsed), Shards(parsed));
        var (header, isOld) = PlanFile.Write(folder, plan);
        var seconds = clock.Elapsed.TotalSeconds;
        if (parsed.GetValue(JsonOutput.Option))
        {
            JsonOutput.Write(new
            {
                campaign = folder.Root, planned = header.Runs, header.Networks, header.Shards, header.Unreachable, header.PredictedBy,
                predictedSeconds = header.Shards.Sum(shard => shard.PredictedSeconds), header.Data, header.PlanSha256, alreadyPlanned = isOld, seconds,
            });
        }
        else
        {
            Print(folder, header, isOld, seconds);
        }

        return ExitCode.Ok;
    }

    private RunTimes Times(ParseResult parsed)
    {
        switch (parsed.GetValue(model), parsed.GetValue(profile))
        {
            case (null, null):
                return RunTimes.ByOperations;
            case ({ } file, null):
                var costs = ModelFile.FindOrRead(file);
                StaleOkOption.Check(parsed, staleOk, file, costs.Fingerprint);
                return costs.Target == CostTarget.Time
                    ? RunTimes.By(EpochCost.Of(costs, $"the model {file}"), costs.Profile.Device)
                    : throw new InputException($"--model {file}: predicts energy; planning needs a model of time (buttere fit --target time)");
            case (null, { } file):
                var hardware = HardwarePresets.FindOrRead(file);
                StaleOkOption.Check(parsed, staleOk, file, hardware.Fingerprint);
                var steps = new ProfileStepModel(hardware, SimdSelection.Choose(), TuningOption.Obtain(tune: false));
                return RunTimes.By(EpochCost.Of(steps, $"the profile {file}"), hardware.Device);
            default:
                throw new InputException("--model, --profile: give at most one of them");
        }
    }

    private ShardChoice Shards(ParseResult parsed) => (parsed.GetValue(shards), parsed.GetValue(minutes)) switch
    {
        (null, null) => ShardChoice.Default,
        ({ } count, null) => count >= 1
            ? new ShardChoice(count, ShardChoice.DefaultMinutes)
            : throw new InputException($"--shards {count}: must be at least 1"),
        (null, { } length) => length > 0 && double.IsFinite(length)
            ? new ShardChoice(null, length)
            : throw new InputException($"--minutes-per-shard {length.ToString(CultureInfo.InvariantCulture)}: must be a positive number"),
        _ => throw new InputException("--shards, --minutes-per-shard: give at most one of them"),
    };

    private static void Print(CampaignFolder folder, PlanHeader header, bool isOld, double seconds)
    {
        Console.WriteLine($"planned      {header.Runs:N0} runs of {header.Networks:N0} networks in {header.Shards.Count:N0} shards"
            + $"{(isOld ? " (this plan was there already)" : "")}");
        Console.WriteLine($"predicted    {Quantity.Duration(header.Shards.Sum(shard => shard.PredictedSeconds))} in all, from {header.PredictedBy}");
        foreach (var device in header.Shards.GroupBy(shard => shard.Device))
        {
            Console.WriteLine($"  {device.Key,-10} {device.Sum(shard => shard.Runs):N0} runs, {device.Count():N0} shards of "
                + $"{Quantity.Duration(device.Min(shard => shard.PredictedSeconds))} to {Quantity.Duration(device.Max(shard => shard.PredictedSeconds))}");
        }

        foreach (var data in header.Data.GroupBy(data => data.Synthetic))
        {
            Console.WriteLine((data.Key ? "synthetic    " : "data         ") + string.Join(", ", data.Select(source => source.Name))
                + (data.Key ? ": generated in place of the real data; times are real, losses say nothing about it" : ""));
        }

        if (header.Unreachable.Count > 0)
        {
            Console.WriteLine($"unreachable  {header.Unreachable.Count:N0} sizes, all in {folder.PlanSummary}:");
            foreach (var size in header.Unreachable.Take(UnreachableShown))
                Console.WriteLine($"  {size.Data} {size.Shape} depth {size.Depth} size {size.Size}: {size.Why}");
        }

        Console.WriteLine($"{folder.Root}, {seconds:0.0} s; next: buttere sweep run {folder.Root}");
    }
}
