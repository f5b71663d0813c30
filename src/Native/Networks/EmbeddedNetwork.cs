using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels.Simd;
using ButterE.Native.Calls;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Native.Networks;

/// <summary>A network in training together with its rows: what the handle <c>be_network</c> names.</summary>
internal sealed unsafe class EmbeddedNetwork : IDisposable
{
    private IBatches? train, test;

    private EmbeddedNetwork(Network network, LearningTask task, TrainerSettings settings, string device, string? shape, long? size, int seed)
    {
        (Network, Task, Settings, Shape, Size, Seed) = (network, task, settings, shape, size, seed);
        Trainer = Trainers.Create(device, network, OutputRule.LossOf(task, network.Outputs), settings);
        Trainer.Import(ParameterSet.GlorotUniform(network, seed));
    }

    public Network Network { get; }

    public LearningTask Task { get; }

    public TrainerSettings Settings { get; }

    /// <summary>Published name of the shape; null when widths were given.</summary>
    public string? Shape { get; }

    /// <summary>Target number of parameters; null when widths were given.</summary>
    public long? Size { get; }

    public int Seed { get; }

    public ITrainer Trainer { get; }

    /// <summary>Rows before the split; 0 before there are any.</summary>
    public int Rows { get; private set; }

    public IBatches Train => train ?? throw CallException.Argument("network: has no rows yet; call be_network_set_data");

    public IBatches? Test => test;

    /// <summary>Makes a network.</summary>
    /// <exception cref="CallException">An option is out of range or contradicts another.</exception>
    public static EmbeddedNetwork Create(in NativeNetworkOptions options)
    {
        var network = NetworkShape.Of(options.Inputs, options.Outputs, options.Widths, options.Depth, options.Shape, options.Size);
        if (options.Task is < 0 or > 1)
            throw CallException.Argument($"task {options.Task}: must be BE_REGRESSION or BE_CLASSIFICATION");
        if (options.Schedule is < 0 or > 1)
            throw CallException.Argument($"schedule {options.Schedule}: must be BE_FUSED or BE_TEXTBOOK");
        if (options.Batch < 0 || options.Threads < 0 || options.LearningRate < 0 || !double.IsFinite(options.LearningRate))
            throw CallException.Argument("batch, threads, learning_rate: must be 0 for the default, or positive");
        if (options.Tune is < 0 or > 1)
            throw CallException.Argument($"tune {options.Tune}: must be 0 or 1");
        var defaults = new TrainerSettings();
        var settings = defaults with
        {
            Batch = options.Batch == 0 ? defaults.Batch : options.Batch,
            LearningRate = options.LearningRate == 0 ? defaults.LearningRate : options.LearningRate,
            Schedule = options.Schedule == 0 ? Schedule.Fused : Schedule.Textbook,
            Threads = options.Threads == 0 ? GrantedCores.PhysicalCount : options.Threads,
            Tuning = Tuning(options.Tune == 1, SimdSelection.Choose()),
        };
        var isSolved = options.Widths is null;
        var shape = NativeText.Read(options.Shape) ?? ShapeName.Of(Engine.Networks.Shape.Rectangle);
        return new EmbeddedNetwork(
            network, (LearningTask)options.Task, settings, NativeText.Read(options.Device) ?? Trainers.Cpu, isSolved ? shape : null,
            isSolved ? options.Size : null, options.Seed);
    }

    /// <summary>Puts rows into the layout of the trainer; those before are let go.</summary>
    /// <exception cref="CallException">There are too few rows.</exception>
    /// <exception cref="Probe.InputException">A value is not finite.</exception>
    public void SetData(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, int rows, bool hasSplit)
    {
        FiniteRows.Require(features, Network.Inputs, "features");
        FiniteRows.Require(targets, Network.Outputs, "targets");
        var split = hasSplit ? TrainTestSplit.Paper(rows, Seed) : TrainTestSplit.None(rows);
        var newTrain = Trainer.Load(features, targets, split.Train);
        var newTest = split.Test.Length > 0 ? Trainer.Load(features, targets, split.Test) : null;
        ForgetData();
        (train, test, Rows) = (newTrain, newTest, rows);
    }

    /// <summary>Mean loss over rows that are not kept.</summary>
    /// <exception cref="Probe.InputException">A value is not finite.</exception>
    public double Evaluate(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, int rows)
    {
        FiniteRows.Require(features, Network.Inputs, "features");
        FiniteRows.Require(targets, Network.Outputs, "targets");
        using var batches = Trainer.Load(features, targets, TrainTestSplit.None(rows).Train);
        return TrainingLoop.Evaluate(Trainer, batches);
    }

    /// <summary>One training step.</summary>
    /// <returns>Mean loss of the batch before the update.</returns>
    /// <exception cref="CallException">There is no such batch.</exception>
    public double Step(long batch)
    {
        var batches = Train;
        return (ulong)batch < (ulong)batches.Count
            ? Trainer.Step(batches, (int)batch)
            : throw CallException.Argument($"batch {batch}: must be 0 to {batches.Count - 1}");
    }

    /// <summary>Floats of a layer's parameters.</summary>
    /// <exception cref="CallException">There is no such layer.</exception>
    public int Floats(int layer) => (uint)layer < (uint)Network.Depth
        ? (Network.FanIn(layer) + 1) * Network.Widths[layer]
        : throw CallException.Argument($"layer {layer}: must be 0 to {Network.Depth - 1}");

    /// <summary>A session that measures and records runs of this network.</summary>
    public TrainingSession Session(DataOrigin origin) => new(Trainer, Train, Test, Network, origin, Settings, Seed);

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetData();
        Trainer.Dispose();
    }

    private static TrainerTuning Tuning(bool mayMeasure, SimdPath path) =>
        mayMeasure ? Tuner.Obtain(path, CacheFolder.Locate(), _ => { }) : AnalyticTuning.Of(path);

    private void ForgetData()
    {
        train?.Dispose();
        test?.Dispose();
        (train, test, Rows) = (null, null, 0);
    }
}
