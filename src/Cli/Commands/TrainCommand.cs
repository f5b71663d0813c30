using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Data;
using ButterE.Engine.Emissions;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere train</c>: one training run.</summary>
internal sealed class TrainCommand
{
    private const int DefaultEpochs = 10;

    private readonly NetworkOptions network = new();
    private readonly RunOptions run = new();
    private readonly Option<int?> epochs = new("--epochs") { Description = "Epochs (default 10).", HelpName = "N" };
    private readonly Option<int?> steps = new("--steps") { Description = "Steps instead of epochs; prints the loss of each batch.", HelpName = "N" };
    private readonly Option<double> learningRate = new("--learning-rate")
    {
        Description = "Learning rate of Adam.",
        HelpName = "R",
        DefaultValueFactory = _ => 1e-4,
    };
    private readonly Option<string> encode = RuleOptions.Encode();
    private readonly Option<string> split = RuleOptions.Split("paper: 20 % of the rows test; none: every row trains, in file order.");
    private readonly Option<string?> init = new("--init") { Description = "Initial parameters, safetensors.", HelpName = "FILE" };
    private readonly Option<string?> save = new("--save") { Description = "Write the trained parameters, safetensors.", HelpName = "FILE" };
    private readonly Option<bool> saveOptimizer = new("--save-optimizer") { Description = "Write Adam's moments into the file of --save too; --init then goes on with them." };
    private readonly Option<int> replicates = ReplicatesOption.Create();
    private readonly Option<string?> @out = new("--out") { Description = "Folder that receives the run record.", HelpName = "DIR" };

    private readonly SupplyOptions supply = new();

    public static Command Create() => new TrainCommand().Build();

    private Command Build()
    {
        var command = new Command("train", "Trains one network and reports its losses, its time and, where a meter exists, its energy.");
        network.AddTo(command);
        run.AddTo(command);
        foreach (var option in new Option[] { epochs, steps, learningRate, encode, split, init, save, saveOptimizer, replicates, @out, JsonOutput.Option })
            command.Options.Add(option);
        supply.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var encoding = RuleOptions.Read(parsed, encode, EncodingRule.Paper, EncodingRule.None);
        var request = network.Read(parsed, encoding);
        var how = run.Read(parsed);
        var data = request.Source.Load(encoding, how.Seed);
        var rate = Positive(parsed, learningRate);
        var electricity = supply.Read(parsed);
        var runs = RunPlace.Order(configurations: 1, ReplicatesOption.Read(parsed, replicates), how.Seed);
        if (parsed.GetValue(steps) is not null && (parsed.GetValue(epochs) is not null || parsed.GetValue(@out) is not null || runs.Count > 1))
            throw new InputException("--steps: cannot be used together with --epochs, --out or --replicates");

        using var meter = how.CreateMeter();
        if (meter is null && how.Temperature is not null)
            throw new UnavailableException("--temperature: guards a measurement of energy, and there is no meter here (see buttere meters doctor)");
        MeteringNotice.Say("train", "each run", meter, how.Measurement);
        var rule = RuleOptions.Read(parsed, split, SplitRule.Paper, SplitRule.None);
        if (parsed.GetValue(steps) is { } counted)
            OptionValue.AtLeastOne("--steps", counted);
        else
            OptionValue.AtLeastOne("--epochs", parsed.GetValue(epochs) ?? DefaultEpochs);
        RequireWritable(parsed.GetValue(@out), parsed.GetValue(save));
        var settings = how.SettingsFor(request.Batch) with { LearningRate = rate };
        if (parsed.GetValue(saveOptimizer) && parsed.GetValue(save) is null)
            throw new InputException("--save-optimizer: needs --save, whose file it goes into");
        (ParameterSet Parameters, AdamMoments? Moments)? initial = parsed.GetValue(init) is { } file ? SafetensorsFile.ReadWithMoments(file, request.Network) : null;
        TrainingSession Prepare()
        {
            var made = new TrainingSession(request.Network, data, settings, how.Device, rule, how.Seed);
            if (initial is { Moments: { } moments } state)
                made.Trainer.ImportState(TrainerState.Of(state.Parameters, moments));
            else if (initial is { } saved)
                made.Trainer.Import(saved.Parameters);
            return made;
        }

        using var session = Prepare();
        var json = parsed.GetValue(JsonOutput.Option);
        var failure = parsed.GetValue(steps) is { } count
            ? RunSteps(session, request.Network, settings, count, meter, how.Measurement, data, electricity, json)
            : RunEpochs(
                session, Prepare, runs, request, settings, parsed.GetValue(epochs) ?? DefaultEpochs, meter, how.Measurement, data, electricity,
                parsed.GetValue(@out), json);
        if (failure is not null)
            throw new InputException($"{failure}: the run was stopped; lower --learning-rate or look at the data");
        if (parsed.GetValue(save) is { } target)
        {
            var state = session.Trainer.ExportState();
            SafetensorsFile.Write(target, request.Network, state.Parameters, parsed.GetValue(saveOptimizer) ? state.Moments : null);
        }

        return ExitCode.Ok;
    }

    // Hours of training must not end in a file that cannot be written.
    private static void RequireWritable(string? folder, string? parameters)
    {
        if (folder is not null)
        {
            OutputFolder.Make(folder);
            WholeFile.RequireWritable(Path.Combine(folder, "trial"));
        }

        if (parameters is not null)
            WholeFile.RequireWritable(parameters);
    }

    private static string? RunEpochs(
        TrainingSession session, Func<TrainingSession> prepare, IReadOnlyList<RunPlace> runs, NetworkRequest request, TrainerSettings settings,
        int epochs, IEnergyMeter? meter, MeasurementSettings measurement, Dataset data, ElectricitySupply electricity, string? folder, bool json)
    {
        var records = new List<RunRecord>(runs.Count);
        foreach (var place in runs)
        {
            // Each replicate starts as the first did, with buffers of its own.
            using var another = place.Position == 0 ? null : prepare();
            var made = (another ?? session).Run(
                epochs, meter, request.Shape, request.Size, runs.Count > 1 ? place : null, json || another is not null ? null : PrintEpoch, measurement);
            records.Add(made);
            if (folder is not null)
                RunStore.Write(folder, made);
            if (!json && runs.Count > 1)
                PrintReplicate(made);
            if (made.Status == RunStatus.NonFinite)
                break;
        }

        records = [.. ReplicateMeans.Fill(records)];
        if (folder is not null && records.Count > 1)
            records.ForEach(filled => RunStore.Write(folder, filled));
        var record = records[0];
        var trainer = session.Trainer.Description;
        if (json)
        {
            JsonOutput.Write(new
            {
                widths = request.Network.Widths,
                trainLoss = record.TrainLoss.Select(JsonOutput.Finite),
                testLoss = record.TestLoss?.Select(JsonOutput.Finite),
                seconds = record.SecondsMean ?? record.Seconds,
                joules = record.Replicates is null ? record.Joules : record.JoulesMean,
                record.EnergyKind,
                energy = EnergyOf(record),
                footprint = electricity.Of(record.Replicates is null ? record.Joules : record.JoulesMean),
                electricity,
                replicates = record.Replicates is null ? null : ReplicatesReport.Of(records),
                trainer.Simd,
                trainer.Threads,
                trainer.ThreadsUsed,
                trainer.Schedule,
                trainer.Device,
                trainer.Launch,
                trainer.Precision,
                tuning = settings.Tuning.Source,
                affinity = record.Affinity,
                hugePages = new HugePagesReport(settings.HugePages, record.HugePagesEffectiveBytes),
                dataSource = data.Source,
                synthetic = data.Synthetic,
                record.RunId,
                record.Status,
                conditions = new
                {
                    record.Governor, record.Turbo, record.Smt, record.TemperatureBefore, record.TemperatureAfter, record.SwapUsedBytes,
                    record.LoadAverage, record.StealFraction,
                },
            });
        }
        else
        {
            PrintSummary(request.Network, trainer, settings, data, record.Seconds, record, electricity);
            if (record.Replicates is not null)
                PrintMeans(record);
        }

        return record.NonFiniteLoss();
    }

    private static string? RunSteps(
        TrainingSession session, Network network, TrainerSettings settings, int steps, IEnergyMeter? meter, MeasurementSettings measurement,
        Dataset data, ElectricitySupply electricity, bool json)
    {
        IReadOnlyList<double> losses = [];
        double seconds = 0;
        var work = session.Measure(meter, measurement, _ =>
        {
            var clock = Stopwatch.StartNew();
            losses = TrainingLoop.Steps(session.Trainer, session.Train, steps);
            seconds += clock.Elapsed.TotalSeconds;
        });
        seconds /= work?.Repeats ?? 1;
        var trainer = session.Trainer.Description;
        var energy = RunEnergy.Of(work);
        if (json)
        {
            JsonOutput.Write(new
            {
                widths = network.Widths,
                stepLoss = losses.Select(JsonOutput.Finite),
                seconds,
                energy.Joules,
                energy.EnergyKind,
                energy = EnergyOf(energy),
                footprint = electricity.Of(energy.Joules),
                electricity,
                trainer.Simd,
                trainer.Threads,
                trainer.ThreadsUsed,
                trainer.Schedule,
                trainer.Device,
                trainer.Launch,
                trainer.Precision,
                tuning = settings.Tuning.Source,
                affinity = settings.Affinity?.Take(trainer.ThreadsUsed),
                hugePages = HugePagesReport.Now(settings.HugePages),
                dataSource = data.Source,
                synthetic = data.Synthetic,
            });
        }
        else
        {
            for (var step = 0; step < losses.Count; step++)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step + 1,6}  loss {losses[step]:G9}"));
            PrintSummary(network, trainer, settings, data, seconds, energy, electricity);
        }

        return double.IsFinite(losses[^1]) ? null : $"the loss became {losses[^1]} in step {losses.Count}";
    }

    private static void PrintEpoch(EpochResult epoch)
    {
        var test = epoch.TestLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  test {loss:F6}") : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"epoch {epoch.Epoch,5}  train {epoch.TrainLoss:F6}{test}  {epoch.Seconds * 1e3:F1} ms"));
    }

    private static void PrintReplicate(RunRecord record)
    {
        var energy = record.MeterId is null ? "" : "  " + Joules(record.Joules);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"replicate {record.Configuration.Replicate + 1}  {record.Seconds:F3} s{energy}"));
    }

    private static void PrintMeans(RunRecord record)
    {
        var time = record.SecondsMeanRandom is { } scatter ? string.Create(CultureInfo.InvariantCulture, $" ± {scatter:G2} (random)") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean of {record.Replicates}  {record.SecondsMean:F3} s{time}"));
        if (record.MeterId is null)
            return;
        Console.WriteLine($"           {Joules(record.JoulesMean, record.JoulesMeanRandom, record.JoulesMeanSystematic)}");
        Console.WriteLine("           dynamic "
            + Joules(record.DynamicJoulesMean, record.DynamicJoulesMeanRandom, record.DynamicJoulesMeanSystematic));
    }

    private static void PrintSummary(
        Network network, TrainerDescription trainer, TrainerSettings settings, Dataset data, double seconds, RunEnergy energy,
        ElectricitySupply electricity)
    {
        Console.WriteLine($"network   {network.Inputs} -> {string.Join(", ", network.Widths)}  ({network.Parameters:N0} parameters)");
        Console.WriteLine($"data      {data.Source}{(data.Synthetic ? "  (losses say nothing about the real data)" : "")}");
        Console.WriteLine($"ran on    {trainer.Device}{HowOn(trainer, settings)}, schedule {JsonOutput.NameOf(trainer.Schedule)}"
            + (settings.Affinity is { } cpus ? $", pinned to {string.Join(',', cpus.Take(trainer.ThreadsUsed))}" : ""));
        Console.WriteLine($"time      {seconds:F3} s");
        Console.WriteLine("energy    " + (energy.MeterId is null
            ? $"no meter {(Trainers.Metered(trainer.Device) is not null ? $"of {trainer.Device}" : "on this machine")}: joules are not known (see buttere meters doctor)"
            : $"{Joules(energy.Joules, energy.JoulesRandom, energy.JoulesSystematic)} from {energy.MeterId} ({JsonOutput.NameOf(energy.EnergyKind)}, {energy.Domain})"));
        if (electricity.Of(energy.Joules) is { } footprint)
            Console.WriteLine($"          {FootprintLine.Of(footprint, electricity)}");
        if (energy.MeterId is null)
            return;
        Console.WriteLine($"          idle {Joules(energy.IdleJoules)}, dynamic {Joules(energy.DynamicJoules, energy.DynamicJoulesRandom, energy.DynamicJoulesSystematic)}");
        Console.WriteLine($"          {energy.Repeats} run(s) in a window of {energy.WindowSeconds:F1} s, flags {energy.Flags ?? "none"}");
    }

    // Threads, SIMD path and tuning are the CPU's; a device has its ways to start steps.
    private static string HowOn(TrainerDescription trainer, TrainerSettings settings) => trainer.Launch is { } launch
        ? $", launch {JsonOutput.NameOf(launch)}, products in {PrecisionName.Of(trainer.Precision)}"
        : $" {trainer.Simd}, {trainer.ThreadsUsed} of {trainer.Threads} threads, tuning {JsonOutput.NameOf(settings.Tuning.Source)}";

    // Without a meter there is nothing to trace.
    private static RunEnergy? EnergyOf(RunEnergy energy) => energy.MeterId is null ? null : energy;

    private static string Joules(double? value, double? random = null, double? systematic = null) => value is null
        ? "not known"
        : string.Create(CultureInfo.InvariantCulture, $"{value:F3} J") + (random is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ± {random:G2} (random) ± {systematic:G2} (systematic)"));

    private static double Positive(ParseResult parsed, Option<double> option) =>
        parsed.GetValue(option) is var value && value > 0 && double.IsFinite(value)
            ? value
            : throw new InputException($"{option.Name} {value}: must be a positive number");
}
