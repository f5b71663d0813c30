using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Simd;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Runs;

/// <summary>A network with its data on one device, ready to run: the unit that a study, a campaign and the command train measure.</summary>
public sealed class TrainingSession : IDisposable
{
    // Of the meter's shortest window: below it the edges weigh more than a tenth of an epoch's energy, and reading takes longer than the epoch.
    private const double ShortestEpochShare = 0.1, AssumedWindowSeconds = 1;

    private readonly DataOrigin data;
    private readonly Network network;
    private readonly TrainerSettings settings;
    private readonly string device;
    private readonly int seed;
    private readonly bool isOwner;

    /// <summary>Makes the trainer, splits and loads the data, and sets Glorot-uniform parameters.</summary>
    /// <param name="network">The network; its inputs and outputs are those of the data.</param>
    /// <param name="data">The data.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="split">Which rows train.</param>
    /// <param name="seed">Seed of the split and of the initial parameters.</param>
    /// <exception cref="ArgumentException">The network does not fit the data.</exception>
    /// <exception cref="Kernels.UnavailableException">The device or SIMD path is absent.</exception>
    public TrainingSession(Network network, Dataset data, TrainerSettings settings, string device, SplitRule split, int seed)
    {
        data.RequireFit(network);
        (this.network, this.data, this.settings, this.device, this.seed, isOwner) = (network, data.Origin, settings, device, seed, true);
        Trainer = Trainers.Create(device, network, data.Loss, settings);
        Trainer.Import(ParameterSet.GlorotUniform(network, seed));
        var rows = TrainTestSplit.Of(split, data.Rows, seed);
        Train = Trainer.Load(data.Features, data.Targets, rows.Train);
        Test = rows.Test.Length > 0 ? Trainer.Load(data.Features, data.Targets, rows.Test) : null;
    }

    /// <summary>A session over what the caller made and disposes of: the parameters stay as they are.</summary>
    /// <param name="trainer">The network in training.</param>
    /// <param name="train">Training batches of that trainer.</param>
    /// <param name="test">Test batches of that trainer; null when every row trains.</param>
    /// <param name="network">The network.</param>
    /// <param name="data">Where the rows come from.</param>
    /// <param name="settings">How the trainer was made.</param>
    /// <param name="seed">Seed of the split and of the initial parameters, for the record.</param>
    public TrainingSession(
        ITrainer trainer, IBatches train, IBatches? test, Network network, DataOrigin data, TrainerSettings settings, int seed)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        (Trainer, Train, Test, this.network, this.data, this.settings, this.seed) = (trainer, train, test, network, data, settings, seed);
        device = trainer.Description.Device;
    }

    /// <summary>The network in training.</summary>
    public ITrainer Trainer { get; }

    /// <summary>Training batches.</summary>
    public IBatches Train { get; }

    /// <summary>Test batches; null when every row trains.</summary>
    public IBatches? Test { get; }

    /// <summary>
    /// Trains for some epochs under a meter and records the run, after a short warm-up that is not part of it. Under a meter the run is repeated from
    /// the same parameters until the meter's shortest window is full; times and energies are then means over the repetitions.
    /// </summary>
    /// <param name="epochs">Epochs, at least 1.</param>
    /// <param name="meter">The energy meter; null for none.</param>
    /// <param name="shape">Published name of the shape; null when widths were given.</param>
    /// <param name="size">Target number of parameters; null when widths were given.</param>
    /// <param name="place">Which replicate it is, and its place in the order of runs; null for a run of its own.</param>
    /// <param name="afterEpoch">Called after each epoch of the first repetition, outside its time.</param>
    /// <param name="measurement">How to measure; null for idle baselines and window as the meter wants them.</param>
    /// <param name="saving">How the run is saved while it goes on, and what was saved of it; null to lose it when it is stopped.</param>
    /// <param name="planned">The configuration under which a plan knows the run; null to describe what runs.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; nothing is recorded of it but what was saved.</exception>
    public RunRecord Run(
        int epochs, IEnergyMeter? meter = null, string? shape = null, long? size = null, RunPlace? place = null, Action<EpochResult>? afterEpoch = null,
        MeasurementSettings? measurement = null, RunSaving? saving = null, RunConfiguration? planned = null, CancellationToken cancellation = default)
    {
        var initial = Trainer.ExportState();
        var init = planned is null ? HashUnlessOf(seed, initial) : null;
        WarmUp(initial);
        var from = saving?.From;
        if (from is not null)
        {
            Trainer.ImportState(from.State);
            // What is left of a run cannot be repeated, and its idle power would be that of the last piece alone.
            measurement = (measurement ?? MeasurementSettings.OfThisMachine) with { MinimumSeconds = 0, IdleSeconds = 0 };
        }

        var (start, end) = (DateTime.UtcNow, DateTime.UtcNow);
        var watch = ClockWatch.Start();
        var (before, after) = (NodeConditions.Now(), (NodeConditions?)null);
        var results = new List<TrainingResult>();
        var joules = new List<List<double?>>();
        double? savingJoules = 0;
        double savingSeconds = 0;
        var work = Measure(meter, measurement, repeat =>
        {
            if (repeat == 0)
                start = from?.StartUtc ?? DateTime.UtcNow;
            var epochJoules = meter is null ? [] : EarlierEpochs(from);
            var isCut = from is null || from.Position is { IsTesting: false, Batch: 0 };
            using var saver = saving is null || repeat > 0 ? null : new RunSaver(saving, Trainer, meter, watch, start, epochJoules);
            results.Add(TrainingLoop.Run(Trainer, Train, Test, epochs, epoch =>
            {
                if (saver?.TakeWasSaved() == true)
                    isCut = false;
                if (meter is not null)
                    epochJoules.Add(EnergyOf(epoch, meter, ref isCut));
                if (repeat == 0)
                    afterEpoch?.Invoke(epoch);
            }, repeat == 0 ? from?.Position : null, saver?.Pause, cancellation));
            joules.Add(epochJoules);
            end = DateTime.UtcNow;
            after = NodeConditions.Now();
            if (saver is not null)
                (savingJoules, savingSeconds) = (saver.Joules, saver.Seconds);
        });

        var configuration = planned
            ?? Describe(network, data, settings, device, Test is null ? SplitRule.None : SplitRule.Paper, seed, epochs, shape, size, place?.Replicate ?? 0) with { InitSha256 = init };
        var first = results[0];
        var energy = RunEnergy.Of(work).WithoutSaving(savingJoules, savingSeconds);
        return new RunRecord(from is null ? energy : energy.WithEarlier(from.Energy))
        {
            RunId = RunId.Of(configuration),
            Configuration = configuration,
            ThreadsUsed = Trainer.Description.ThreadsUsed,
            Tuning = settings.Tuning.Source,
            Affinity = settings.Affinity?.Take(Trainer.Description.ThreadsUsed).ToArray(),
            HugePagesAsked = settings.HugePages,
            HugePagesEffectiveBytes = TransparentHugePages.EffectiveBytes,
            StartUtc = start,
            EndUtc = end,
            TrainLoss = [.. first.Epochs.Select(e => e.TrainLoss)],
            TestLoss = Test is null ? null : [.. first.Epochs.Select(e => e.TestLoss!.Value)],
            EpochSeconds = [.. first.Epochs.Select((_, epoch) => results.Average(result => result.Epochs[epoch].Seconds))],
            Seconds = results.Average(result => result.Seconds),
            EpochJoules = meter is null ? null : [.. first.Epochs.Select((_, epoch) => MeanOrNull(joules.Select(repeat => repeat[epoch])))],
            OrderPosition = place?.Position,
            OrderSeed = place?.OrderSeed,
            StealFraction = watch.StealFraction(),
            LoadAverage = before.LoadAverage,
            Governor = before.Governor,
            Turbo = before.Turbo,
            Smt = before.Smt,
            TemperatureBefore = before.TemperatureCelsius,
            TemperatureAfter = after?.TemperatureCelsius,
            SwapUsedBytes = before.SwapUsedBytes,
            Host = Environment.MachineName,
            JobId = SchedulerJob.Id,
            Resumed = from?.Pieces ?? 0,
            Status = first.Failure is null ? RunStatus.Completed : RunStatus.NonFinite,
        };
    }

    /// <summary>Runs work on this network under the protocol of measurement; parameters and moments are put back before each repetition.</summary>
    /// <param name="meter">The energy meter; null to run the work once and measure nothing.</param>
    /// <param name="measurement">How to measure; null for idle baselines and window as the meter wants them.</param>
    /// <param name="work">The work; receives the number of the repetition.</param>
    /// <returns>What was measured; null without a meter.</returns>
    public MeasuredWork? Measure(IEnergyMeter? meter, MeasurementSettings? measurement, Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (meter is null)
        {
            work(0);
            return null;
        }

        var start = Trainer.ExportState();
        return EnergyMeasurement.Run(meter, measurement ?? MeasurementSettings.OfThisMachine, repeat =>
        {
            if (repeat > 0)
                Trainer.ImportState(start);
            work(repeat);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isOwner)
            return;
        Train.Dispose();
        Test?.Dispose();
        Trainer.Dispose();
    }

    // The hash of the parameters, and of Adam's moments where there are any, where they are others than a seed makes: a run that goes on from somewhere is
    // no repetition of one that begins.
    private string? HashUnlessOf(int seed, TrainerState start)
    {
        var usual = ParameterSet.GlorotUniform(network, seed);
        if (start.Steps == 0 && start.Parameters.Layers.Zip(usual.Layers).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in start.Steps == 0 ? [start.Parameters] : new[] { start.Parameters, start.FirstMoment, start.SecondMoment })
        {
            foreach (var layer in set.Layers)
                hash.AppendData(MemoryMarshal.AsBytes(layer.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Compiles the kernels and touches every page before the clock starts; parameters and moments are put back.
    private void WarmUp(TrainerState start)
    {
        var losses = new double[1024];
        // A device measures meanwhile how to start its steps.
        for (var i = 0; i < 3 || Trainer.Description.Launch == Launch.Auto; i++)
        {
            Trainer.Steps(Train, i == 0 ? Train.Count - 1 : 0, losses.AsSpan(0, Math.Min(Trainer.StepsAtOnce, losses.Length)));
            if (Test is not null)
                Trainer.Test(Test, 0);
        }

        Trainer.ImportState(start);
    }

    /// <summary>The configuration of a run, before anything of it exists; its hash tells whether the run was done already.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The data.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="split">Which rows train.</param>
    /// <param name="seed">Seed of the split and of the initial parameters.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="shape">Published name of the shape; null when widths were given.</param>
    /// <param name="size">Target number of parameters; null when widths were given.</param>
    /// <param name="replicate">Number of the repetition, from 0.</param>
    /// <exception cref="Kernels.UnavailableException">The SIMD path that the environment demands is absent.</exception>
    public static RunConfiguration Describe(
        Network network, Dataset data, TrainerSettings settings, string device, SplitRule split, int seed, int epochs, string? shape, long? size, int replicate = 0) =>
        Describe(network, data.Origin, settings, device, split, seed, epochs, shape, size, replicate);

    private static RunConfiguration Describe(
        Network network, DataOrigin data, TrainerSettings settings, string device, SplitRule split, int seed, int epochs, string? shape, long? size, int replicate) => new()
    {
        Dataset = data.Registered,
        DataSource = data.Source,
        DataSha256 = data.FileSha256,
        Synthetic = data.Synthetic,
        Task = RunConfiguration.TaskBeside(data.Registered, data.Task),
        Encoding = data.Encoding == EncodingRule.Paper ? null : data.Encoding,
        Split = split == SplitRule.Paper ? null : split,
        Shape = shape,
        Depth = network.Depth,
        Size = size,
        Widths = network.Widths,
        Parameters = network.Parameters,
        Inputs = network.Inputs,
        Outputs = network.Outputs,
        Rows = data.Rows,
        RawFeatures = data.RawFeatures,
        Batch = settings.Batch,
        LearningRate = settings.LearningRate,
        Seed = seed,
        Epochs = epochs,
        Device = device,
        Schedule = ScheduleName.Of(settings.Schedule),
        Precision = settings.Precision == Precision.Float32 ? null : PrecisionName.Of(settings.Precision),
        Simd = device == Trainers.Cpu ? SimdSelection.NameOf(SimdSelection.Choose()) : null,
        Threads = settings.Threads,
        Replicate = replicate,
        EngineVersion = MachineFingerprint.EngineVersion,
    };

    // Each reading takes time inside the window, so epochs that the meter cannot resolve are not read. After them an interval has no start.
    private static double? EnergyOf(EpochResult epoch, IEnergyMeter meter, ref bool isCut)
    {
        if (epoch.Seconds < ShortestEpochShare * (meter.Description.MinimumSeconds ?? AssumedWindowSeconds))
        {
            isCut = false;
            return null;
        }

        var (joules, isWhole) = (meter.Lap().Joules, isCut);
        isCut = true;
        return isWhole ? joules : null;
    }

    // The epochs of earlier pieces; those that ran without a meter have no energy.
    private static List<double?> EarlierEpochs(RunProgress? from) =>
        from is null ? [] : [.. from.EpochJoules ?? new double?[from.Position.Epochs.Count]];

    // One epoch that is not known makes the mean unknown.
    private static double? MeanOrNull(IEnumerable<double?> values)
    {
        var all = values.ToArray();
        return Array.TrueForAll(all, value => value is not null) ? all.Average() : null;
    }
}
