using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere predict</c>: what runs cost by a model, or by a hardware profile alone.</summary>
internal static class PredictCommand
{
    private const int RowsShown = 20;

    public static Command Create()
    {
        var command = new Command(
            "predict", "Predicts what training costs, by a fitted model or by a hardware profile alone, and compares with measured runs.");
        var model = new Option<string?>("--model")
        {
            Description = "Model file, or butter-e-cpu or butter-e-gpu for the paper's Table 4.",
            HelpName = "FILE|NAME",
        };
        var fromProfile = new Option<string?>("--from-profile")
        {
            Description = "Hardware profile: seconds from its read costs, compute peak and overheads, without any training run.",
            HelpName = "FILE",
        };
        var placement = new Option<string>("--placement")
        {
            Description = "Placement for --from-profile: notebook, paper or engine; a model brings its own.",
            HelpName = "P",
            DefaultValueFactory = _ => "engine",
        };
        var runs = RunsOption.Create();
        var epochs = new Option<int?>("--epochs") { Description = "Epochs of the network's run.", HelpName = "N" };
        var threads = new Option<int?>("--threads")
        {
            Description = "Threads at most for the network's run (default: as many as the runs of the model had, or the units of the profile).",
            HelpName = "N",
        };
        var staleOk = StaleOkOption.Create();
        var (setup, supply) = (new SetupOptions(), new SupplyOptions());
        foreach (var option in new Option[] { model, fromProfile, placement, runs, epochs, threads, staleOk })
            command.Options.Add(option);
        setup.AddTo(command);
        supply.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var electricity = supply.Read(parsed);
            if (parsed.GetValue(model) is not null)
                ConflictingOptions.Refuse(parsed, "--model", placement);
            if (parsed.GetValue(runs) is not null)
            {
                setup.RefuseBeside(parsed, "--runs");
                ConflictingOptions.Refuse(parsed, "--runs", epochs, threads);
            }

            var (costs, steps) = (parsed.GetValue(model), parsed.GetValue(fromProfile)) switch
            {
                ({ } name, null) => (ModelFile.FindOrRead(name), (ProfileStepModel?)null),
                (null, { } file) => FromProfile(HardwarePresets.FindOrRead(file), parsed.GetValue(placement)!),
                _ => throw new InputException("--model, --from-profile: give exactly one of them"),
            };
            var (target, hardware) = costs is null ? (CostTarget.Time, steps!.Profile) : (costs.Target, costs.Profile);
            StaleOkOption.Check(parsed, staleOk, parsed.GetValue(model) ?? parsed.GetValue(fromProfile)!, costs is null ? hardware.Fingerprint : costs.Fingerprint);
            var wanted = parsed.GetValue(runs) is { } table
                ? RunsOption.Read(table, target, hardware.Device, needMeasurement: false).Runs
                : [OnThreads(parsed.GetValue(threads), setup.ReadRun(parsed, EpochsOf(parsed.GetValue(epochs))), costs, steps)];
            if (wanted.Count == 0)
                throw new InsufficientDataException($"{parsed.GetValue(runs)}: no run of the model's device, {hardware.Device}");
            var isSimulated = costs?.SimulatedRuns > 0;
            var predictions = costs is null ? Prediction.Of(steps!, wanted) : Prediction.Of(costs, wanted);
            var footprint = target == CostTarget.Energy ? electricity.Of(predictions.Sum(row => row.Predicted)) : null;
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new { target, rows = predictions, errors = Prediction.Errors(predictions), simulated = isSimulated, footprint, electricity });
                return ExitCode.Ok;
            }

            PrintTable(target, predictions);
            if (footprint is not null)
                Console.WriteLine($"all predicted: {FootprintLine.Of(footprint, electricity)}");
            if (isSimulated)
                Console.WriteLine($"{parsed.GetValue(model)} was fitted to simulated runs: nothing of them was measured");
            return ExitCode.Ok;
        });
        return command;
    }

    // The placement engine has step times of its own, which know the engine's kernels; the others count the paper's terms.
    private static (EnergyModel? Costs, ProfileStepModel? Steps) FromProfile(HardwareProfile profile, string placement) =>
        Placement.Named(placement) is EnginePlacement
            ? (null, new ProfileStepModel(profile, SimdSelection.Choose(), TuningOption.Obtain(tune: false)))
            : (ProfileModel.Of(profile, Placement.Named(placement)), null);

    // A ceiling, as for a run: never more than the runs of the model had or the engine would take.
    private static MeasuredRun OnThreads(int? most, MeasuredRun run, EnergyModel? costs, ProfileStepModel? steps)
    {
        if (most is not { } asked)
            return run;
        OptionValue.AtLeastOne("--threads", asked);
        return run with { Setup = costs?.OnThreads(run.Setup, asked) ?? steps!.OnThreads(run.Setup, asked) };
    }

    private static int EpochsOf(int? epochs) => epochs switch
    {
        null => throw new InputException("--runs, --epochs: give a table of runs, or a network and its number of epochs"),
        { } given => OptionValue.AtLeastOne("--epochs", given),
    };

    private static void PrintTable(CostTarget target, IReadOnlyList<Prediction> predictions)
    {
        var unit = target.Unit();
        var table = new TextTable("data set", "shape", ">depth", ">parameters", ">epochs", ">threads", $">predicted {unit}", $">measured {unit}", ">ratio");
        foreach (var row in predictions.Take(RowsShown))
        {
            table.Add(row.Dataset ?? "", row.Shape ?? "", $"{row.Depth}", $"{row.Parameters:N0}", $"{row.Epochs:N0}", $"{row.Threads}", $"{row.Predicted:G6}",
                row.Measured is { } measured ? $"{measured:G6}" : "", row.Ratio is { } ratio ? $"{ratio:0.000}" : "");
        }

        table.Write();
        if (predictions.Count > RowsShown)
            Console.WriteLine($"… {predictions.Count - RowsShown} more rows (--json prints all)");
        if (Prediction.Errors(predictions) is { } errors)
        {
            Console.WriteLine($"{errors.N} measured runs, mean |predicted / measured - 1| {errors.MeanAbsoluteRelative:0.0 %}, "
                + $"median {errors.MedianAbsoluteRelative:0.0 %}, "
                + $"median ratio {errors.MedianRatio:0.000}");
        }
    }
}
