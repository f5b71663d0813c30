using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Emissions;
using ButterE.Engine.Model;
using ButterE.Engine.WhatIf;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere whatif</c>: what training would cost on a changed machine.</summary>
internal static class WhatIfCommand
{
    public static Command Create()
    {
        var command = new Command(
            "whatif", "Predicts what an epoch of a network, or of every size of a shape and depth, costs on this machine and on a changed one.");
        var profile = new Option<string?>("--profile") { Description = "Hardware profile: predicts seconds and is changed.", HelpName = "FILE" };
        var model = new Option<string?>("--model")
        {
            Description = "Fitted model instead: predicts joules or seconds on the profile inside it, which is changed.",
            HelpName = "FILE|NAME",
        };
        var overrides = new Option<string[]>("--set")
        {
            Description = "Change one value of the profile: L2.capacityBytes=4MiB, L3.readBytesPerSecond=x2, L2.readSecondsPerByte=1e-11, units=8, "
                + "compute.peakFlopsPerSecond=x1.5, overheads.secondsPerLayer=1e-7; may be repeated.",
            HelpName = "KEY=N",
            AllowMultipleArgumentsPerToken = true,
        };
        var level = new Option<string[]>("--add-level")
        {
            Description = "One more cache; it costs the geometric mean of its neighbours unless --set says otherwise.",
            HelpName = "NAME=BYTES",
            AllowMultipleArgumentsPerToken = true,
        };
        var sweep = new Option<string?>("--sweep") { Description = "Vary one value over a range, on top of --set.", HelpName = "KEY=FROM:TO[:STEPS]" };
        var placement = new Option<string>("--placement")
        {
            Description = "With --profile: engine (steps of this program's own kernels), paper or notebook (the paper's terms).",
            HelpName = "P",
            DefaultValueFactory = _ => "engine",
        };
        var staleOk = StaleOkOption.Create();
        var (setup, supply) = (new SetupOptions(), new SupplyOptions());
        setup.AddTo(command);
        foreach (var option in (IEnumerable<Option>)[profile, model, overrides, level, sweep, placement, staleOk])
            command.Options.Add(option);
        supply.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var electricity = supply.Read(parsed);
            if (parsed.GetValue(model) is not null)
                ConflictingOptions.Refuse(parsed, "--model", profile, placement);
            var named = parsed.GetValue(model) ?? parsed.GetValue(profile) ?? throw new InputException("--profile, --model: one of them is needed");
            var fitted = parsed.GetValue(model) is null ? null : ModelFile.FindOrRead(named);
            var machine = fitted?.Profile ?? HardwarePresets.FindOrRead(named);
            StaleOkOption.Check(parsed, staleOk, named, fitted is null ? machine.Fingerprint : fitted.Fingerprint);
            var rule = parsed.GetValue(placement)!;
            var (added, assignments) = (parsed.GetValue(level) ?? [], parsed.GetValue(overrides) ?? []);
            var range = parsed.GetValue(sweep) is { } text ? ParameterSweep.Parse(text) : null;
            if (added.Length == 0 && assignments.Length == 0 && range is null)
                throw new InputException("--set, --add-level, --sweep: say what changes");

            var networks = Networks(setup, parsed);
            var before = Costs(machine);
            var changed = HardwareOverride.Apply(added.Aggregate(machine, AddedLevel.Insert), assignments);
            var rows = Compare(changed);
            var swept = range?.Values.Select((value, step) => (Value: value, Costs: Compare(HardwareOverride.Apply(changed, [range.Assignments[step]]))))
                .Select(point => new SweptValue(point.Value, point.Costs.Sum(row => row.After), point.Costs.Sum(row => row.After) / point.Costs.Sum(row => row.Before)))
                .ToArray();
            var answer = new WhatIfAnswer(rows, swept, before.Target, before.Source, electricity);
            if (parsed.GetValue(JsonOutput.Option))
                answer.WriteJson();
            else
                answer.Print(range?.Key);
            return ExitCode.Ok;

            EpochCost Costs(HardwareProfile of) => fitted is not null ? EpochCost.Of(ChangedModel.Of(fitted, of), $"the model {named}")
                : Placement.Named(rule) is EnginePlacement ? EpochCost.Of(
                    new ProfileStepModel(of, SimdSelection.Choose(), TuningOption.Obtain(tune: false)), $"the profile {named} alone, this program's kernels")
                : EpochCost.Of(ProfileModel.Of(of, Placement.Named(rule)), $"the profile {named} alone, the paper's terms ({rule})");

            ChangedCost[] Compare(HardwareProfile to)
            {
                var after = Costs(to);
                return [.. networks.Select(network => ChangedCost.Of(network.Size, network.Setup, network.Shape, before, after))];
            }
        });
        return command;
    }

    private static List<(long? Size, TrainingSetup Setup, string? Shape)> Networks(SetupOptions setup, ParseResult parsed)
    {
        if (setup.NamesOneNetwork(parsed))
        {
            var run = setup.ReadRun(parsed, epochs: 1);
            return [(run.Size, run.Setup, run.Shape)];
        }

        var family = setup.ReadFamily(parsed);
        return [.. family.GridSizes().Select(size => ((long?)size, family.SetupOf(size), (string?)family.ShapeText))];
    }

    private sealed record SweptValue(double Value, double After, double Ratio);

    private sealed record WhatIfAnswer(
        IReadOnlyList<ChangedCost> Rows, IReadOnlyList<SweptValue>? Sweep, CostTarget Target, string Source, ElectricitySupply Electricity)
    {
        private double Before => Rows.Sum(row => row.Before);

        private double After => Rows.Sum(row => row.After);

        public void WriteJson() => JsonOutput.Write(new
        {
            before = Before,
            after = After,
            ratio = After / Before,
            target = Target,
            per = "epoch",
            source = Source,
            rows = Rows,
            sweep = Sweep,
            beforeFootprint = Footprint(Before),
            afterFootprint = Footprint(After),
            electricity = Electricity,
        });

        public void Print(string? swept)
        {
            var unit = Target.Unit();
            Console.WriteLine($"{unit} of an epoch by {Source}");
            var table = new TextTable(">size", ">parameters", ">before", ">after", ">ratio");
            foreach (var row in Rows)
                table.Add(row.Size is { } size ? $"{size:N0}" : "", $"{row.Parameters:N0}", $"{row.Before:G5}", $"{row.After:G5}", $"{row.Ratio:0.000}");
            if (Rows.Count > 1)
                table.Add("all", "", $"{Before:G5}", $"{After:G5}", $"{After / Before:0.000}");
            table.Write();
            if (Rows.All(row => row.Before == row.After) && Sweep is null)
                Console.WriteLine("Nothing that was set enters this prediction.");
            if (Sweep is not null)
            {
                var points = new TextTable($">{swept}", ">after", ">ratio");
                foreach (var point in Sweep)
                    points.Add(point.Value >= 1000 ? $"{point.Value:N0}" : $"{point.Value:G6}", $"{point.After:G5}", $"{point.Ratio:0.000}");
                points.Write();
            }

            if (Footprint(After) is { } footprint)
                Console.WriteLine($"after: {FootprintLine.Of(footprint, Electricity)}");
        }

        private EnergyFootprint? Footprint(double cost) => Target == CostTarget.Energy ? Electricity.Of(cost) : null;
    }
}
