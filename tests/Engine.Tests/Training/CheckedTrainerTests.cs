using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Training;

/// <summary>What a program that embeds the engine may do wrong ends in an exception, never in foreign memory.</summary>
public sealed class CheckedTrainerTests
{
    private static readonly Network Plain = new(3, [5, 2]);
    private static readonly float[] Features = [.. Enumerable.Range(0, 3 * 40).Select(i => i % 7 / 7f)], Targets = [.. Enumerable.Range(0, 2 * 40).Select(i => i / 2 % 2 == i % 2 ? 1f : 0)];
    private static readonly int[] Rows = [.. Enumerable.Range(0, 40)];

    public static TheoryData<string> Devices => ["cpu", "simulator"];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Batches_of_another_trainer_are_refused(string device)
    {
        using var trainer = Make(device);
        using var other = Make(device, new() { Batch = 40 });
        using var foreign = other.Load(Features, Targets, Rows);
        Assert.Throws<ArgumentException>(() => trainer.Step(foreign, 0));
        Assert.Throws<ArgumentException>(() => trainer.Test(foreign, 0));
        Assert.Throws<ArgumentException>(() => trainer.Steps(foreign, 0, new double[2]));
        Assert.Throws<ArgumentException>(() => trainer.Step(foreign, 0, new StepLaps(2)));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void What_was_disposed_of_is_refused_and_disposing_again_does_nothing(string device)
    {
        var trainer = Make(device, new() { Threads = 2, Tuning = new() { SmallestSharedLayer = 0 } });
        var batches = trainer.Load(Features, Targets, Rows);
        batches.Dispose();
        batches.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(batches, 0));
        using var more = trainer.Load(Features, Targets, Rows);
        trainer.Dispose();
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(more, 0));
        Assert.Throws<ObjectDisposedException>(() => trainer.Export());
        Assert.Throws<ObjectDisposedException>(() => trainer.ExportState());
        Assert.Throws<ObjectDisposedException>(() => trainer.Load(Features, Targets, Rows));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Rows_that_are_none_of_the_network_or_the_table_are_refused(string device)
    {
        using var trainer = Make(device);
        Assert.Throws<ArgumentException>(() => trainer.Load(Features.AsSpan(1), Targets, Rows));
        Assert.Throws<ArgumentException>(() => trainer.Load(Features, Targets.AsSpan(2), Rows));
        Assert.Throws<ArgumentException>(() => trainer.Load(Features, Targets, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Load(Features, Targets, [0, 40]));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Load(Features, Targets, [-1]));
        using var batches = trainer.Load(Features, Targets, Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(batches, batches.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Test(batches, -1));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Outputs_are_those_of_the_last_batch_and_of_no_other_length(string device)
    {
        using var trainer = Make(device);
        using var batches = trainer.Load(Features, Targets, Rows);
        Assert.Throws<ArgumentException>(() => trainer.Outputs(new float[2]));
        trainer.Step(batches, 0);
        trainer.Outputs(new float[16 * 2]);
        // The last of 40 rows in batches of 16 has 8.
        trainer.Test(batches, 2);
        trainer.Outputs(new float[8 * 2]);
        Assert.Throws<ArgumentException>(() => trainer.Outputs(new float[16 * 2]));
        trainer.Steps(batches, 1, new double[3]);
        trainer.Outputs(new float[16 * 2]);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Parameters_of_another_network_are_refused(string device)
    {
        using var trainer = Make(device);
        foreach (var other in new Network[] { new(3, [5, 2, 2]), new(3, [6, 2]), new(4, [5, 2]) })
        {
            var foreign = ParameterSet.GlorotUniform(other, 1);
            Assert.Throws<ArgumentException>(() => trainer.Import(foreign));
            Assert.Throws<ArgumentException>(() => trainer.ImportState(trainer.ExportState() with { SecondMoment = foreign }));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Export(2, new float[12]));
        Assert.Throws<ArgumentException>(() => trainer.Export(1, new float[11]));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_network_that_cannot_be_trained_is_refused(string device)
    {
        foreach (var network in new Network[] { new(2, [3, 4000, 3, 1], Residual: true), new(0, [1]), new(2, []), new(2, [3, 0, 1]), new(65_535, [65_536, 1]) })
            Assert.Throws<InputException>(() => Trainers.Create(device, network, LossKind.SigmoidMeanSquaredError, new()));
        Assert.Throws<InputException>(() => ParameterSet.GlorotUniform(new Network(60_000, [40_000, 1]), 1));
    }

    [Theory]
    [InlineData(0, 1, 1e-4)]
    [InlineData(1, 0, 1e-4)]
    [InlineData(1, 1, -1)]
    [InlineData(1, 1, double.NaN)]
    public void Settings_out_of_range_are_refused(int batch, int threads, double learningRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Make("cpu", new() { Batch = batch, Threads = threads, LearningRate = learningRate }));

    private static ITrainer Make(string device, TrainerSettings? settings = null) =>
        Trainers.Create(device, Plain, LossKind.SoftmaxCrossEntropy, settings ?? new() { Batch = 16 });
}
