using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Model;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Meters;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere explain</c>: where the time of a training step goes, measured beside predicted.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new Command("explain", "Times a training step per pass and layer, beside what a hardware profile alone predicts.");
        var network = new NetworkOptions();
        var run = new RunOptions(isMeterOnRequest: true);
        var profile = new Option<string?>("--profile") { Description = "Hardware profile to predict from; without it, measured times only.", HelpName = "FILE" };
        var fitted = new Option<string?>("--model") { Description = "Fitted model: what it says of a whole step, seconds or joules by its target.", HelpName = "FILE" };
        var staleOk = StaleOkOption.Create();
        network.AddTo(command);
        run.AddTo(command);
        command.Options.Add(profile);
        command.Options.Add(fitted);
        command.Options.Add(staleOk);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var request = network.Read(parsed);
            var how = run.Read(parsed);
            HardwareProfile? hardware = null;
            if (parsed.GetValue(profile) is { } name)
            {
                hardware = HardwarePresets.FindOrRead(name);
                StaleOkOption.Check(parsed, staleOk, name, hardware.Fingerprint);
            }

            EnergyModel? costs = null;
            if (parsed.GetValue(fitted) is { } file)
            {
                costs = ModelFile.FindOrRead(file);
                StaleOkOption.Check(parsed, staleOk, file, costs.Fingerprint);
                if (!costs.IsOf(how.Device))
                    throw new InputException($"{file}: a model of {costs.Profile.Device}, which says nothing of --device {how.Device}");
                if (request.Source.Rows is null)
                    throw new InputException("--rows: needed with --model, which counts the rows of the data set");
            }

            using var meter = how.CreateMeter();
            MeteringNotice.Say("explain", "a step", meter, how.Measurement);
            var settings = how.SettingsFor(request.Batch);
            var model = hardware is null ? null : new ProfileStepModel(hardware, SimdSelection.Choose(), settings.Tuning) { MostThreads = settings.Threads };
            var explanation = StepExplanation.Measure(request.Network, request.Source.Loss, settings, how.Device, how.Seed, model, meter is null ? null : new StepMetering(meter, how.Measurement));
            var step = costs?.PerStep(SetupOf(request, explanation.Trainer), request.Shape);
            var ratio = step / (costs?.Target == CostTarget.Time ? explanation.Total.MeasuredSeconds : explanation.Energy?.Joules);
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new
                {
                    explanation.Trainer, explanation.Rows, explanation.Total, explanation.Energy?.Joules, energyKind = explanation.Energy?.EnergyKind ?? EnergyKind.None, explanation.Energy,
                    model = costs is null ? null : new { costs.Target, perStep = step, ratio, simulated = costs.SimulatedRuns > 0 },
                });
            }
            else
            {
                PrintTable(explanation, hardware?.Compute?.PeakFlopsPerSecond);
                if (costs is not null)
                {
                    Console.WriteLine($"a step by {parsed.GetValue(fitted)}{(costs.SimulatedRuns > 0 ? ", fitted to simulated runs" : "")}: {(costs.Target == CostTarget.Time ? $"{step * 1e6:0.00} µs" : $"{step * 1e3:G4} mJ")}"
                        + (ratio is { } ofMeasured ? $", {ofMeasured:0.00} of the measured" : ""));
                }
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static TrainingSetup SetupOf(NetworkRequest request, TrainerDescription trainer) =>
        new(request.Network, request.Source.RawFeatures, request.Batch, request.Source.Rows, request.Source.Dataset?.BytesPerDatum, trainer.Schedule)
        {
            Simd = SimdSelection.Choose(),
            Threads = trainer.ThreadsUsed,
        };

    private static void PrintTable(StepExplanation explanation, double? peak)
    {
        var table = new TextTable("pass", ">layer", ">measured µs", ">predicted µs", ">ratio");
        foreach (var row in explanation.Rows)
            Add(row.Pass.ToString().ToLowerInvariant(), row.Layer is { } layer ? $"{layer}" : "", row.MeasuredSeconds, row.PredictedSeconds, row.Ratio);
        var total = explanation.Total;
        Add("step", "", total.MeasuredSeconds, total.PredictedSeconds, total.Ratio);
        table.Write();
        var products = explanation.Trainer.Precision == Precision.Float32 ? "" : $"products in {PrecisionName.Of(explanation.Trainer.Precision)}, ";
        Console.WriteLine($"{products}{explanation.Trainer.Schedule.ToString().ToLowerInvariant()}, {explanation.Trainer.ThreadsUsed} of {explanation.Trainer.Threads} threads; "
            + $"the parts sum to {total.PartsSeconds * 1e6:0.0} µs");
        Console.WriteLine($"multiply-add ceiling of one core meanwhile {total.CeilingFlopsPerSecond / 1e9:0.0} GFLOP/s"
            + (peak is null ? "" : $", {peak / 1e9:0.0} when the machine was probed"));

        if (explanation.Energy is { } energy)
        {
            Console.WriteLine($"energy of a step {Joules(energy.Joules, energy.JoulesRandom, energy.JoulesSystematic)} from {energy.MeterId} "
                + $"({JsonOutput.NameOf(energy.EnergyKind)}, {energy.Domain})");
            Console.WriteLine($"  idle {Quantity.Joules(energy.IdleJoules)}, "
                + $"dynamic {Joules(energy.DynamicJoules, energy.DynamicJoulesRandom, energy.DynamicJoulesSystematic)}; "
                + $"{energy.Repeats:N0} steps in a window of {energy.WindowSeconds:F1} s, flags {energy.Flags ?? "none"}");
        }

        static string Joules(double? value, double? random, double? systematic) => value is null
            ? "not known"
            : $"{Quantity.Joules(value)} ± {Quantity.Joules(random)} (random) ± {Quantity.Joules(systematic)} (systematic)";

        void Add(string pass, string layer, double measured, double? predicted, double? ratio) => table.Add(
            pass, layer, $"{measured * 1e6:0.00}", predicted is { } seconds ? $"{seconds * 1e6:0.00}" : "", ratio is { } value ? $"{value:0.00}" : "");
    }
}
