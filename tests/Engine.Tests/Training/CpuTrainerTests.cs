using System.Runtime.InteropServices;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Simd;
using static ButterE.Engine.Tests.Training.TrainingCases;

namespace ButterE.Engine.Tests.Training;

public sealed class CpuTrainerTests
{
    private static readonly Network Plain = new(7, [19, 37, 3]);
    private static readonly Network Residual = new(5, [18, 18, 18, 18, 2], Residual: true);

    public static TheoryData<SimdPath, LossKind, bool> Cases
    {
        get
        {
            var cases = new TheoryData<SimdPath, LossKind, bool>();
            foreach (var path in SimdSelection.Available)
            {
                foreach (var loss in Enum.GetValues<LossKind>())
                {
                    cases.Add(path, loss, false);
                    cases.Add(path, loss, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_equals_central_differences_of_the_oracle(SimdPath path, LossKind loss, bool residual)
    {
        var network = residual ? Residual : Plain;
        var data = SomeData(network, loss, rows: 43);
        var start = WithBiases(ParameterSet.GlorotUniform(network, 1));
        using var trainer = Trainer(network, loss, path, Schedule.Textbook);
        trainer.Import(start);
        using var batches = Load(trainer, data);
        var mean = trainer.Step(batches, 0);
        var gradient = path switch
        {
            SimdPath.V512 => ((CpuTrainer<V512>)trainer).ExportGradient(),
            SimdPath.V256 => ((CpuTrainer<V256>)trainer).ExportGradient(),
            SimdPath.V128 => ((CpuTrainer<V128>)trainer).ExportGradient(),
            _ => ((CpuTrainer<V1>)trainer).ExportGradient(),
        };

        var oracle = new LossOracle(network, loss, data, start);
        Assert.Equal(oracle.Mean, mean, 1e-6);
        for (var layer = 0; layer < network.Depth; layer++)
        {
            for (var i = 0; i < start.Layers[layer].Length; i += 3)
                Assert.Equal(oracle.Derivative(layer, i), gradient.Layers[layer][i], 2e-6);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Schedules_and_thread_counts_give_the_same_bits(bool residual)
    {
        var network = residual ? new Network(5, [40, 40, 40, 40, 3], true) : new Network(30, [90, 33, 5]);
        var data = SomeData(network, LossKind.SoftmaxCrossEntropy, rows: 600);
        var expected = Trained(network, data, Schedule.Textbook, threads: 1);
        foreach (var schedule in Enum.GetValues<Schedule>())
        {
            foreach (var threads in new[] { 1, 2, 3 })
                Assert.Equal(expected, Trained(network, data, schedule, threads));
        }
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(7, false)]
    public void Workers_that_take_over_pieces_of_each_other_change_no_bit(int threads, bool residual)
    {
        // Each share of the wide layers is several pieces in all three products; of seven workers on fewer cores some are always late.
        var network = new Network(300, [400, 400, 400, 5], residual);
        var data = SomeData(network, LossKind.SoftmaxCrossEntropy, rows: 600);
        foreach (var schedule in Enum.GetValues<Schedule>())
            Assert.Equal(Trained(network, data, schedule, threads: 1), Trained(network, data, schedule, threads));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(40, 5)]
    public void Workers_that_share_the_panels_of_a_batch_change_no_bit(int batch, int threads)
    {
        var network = new Network(30, [90, 90, 5]);
        var data = SomeData(network, LossKind.SoftmaxCrossEntropy, rows: 3 * batch - 1);
        foreach (var schedule in Enum.GetValues<Schedule>())
            Assert.Equal(Trained(network, data, schedule, threads: 1, batch), Trained(network, data, schedule, threads, batch));
    }

    [Fact]
    public void All_simd_paths_agree()
    {
        var data = SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 300);
        var widest = Losses(SimdSelection.Available[^1], data);
        foreach (var path in SimdSelection.Available)
        {
            foreach (var (expected, actual) in widest.Zip(Losses(path, data)))
                Assert.Equal(expected, actual, 1e-5);
        }
    }

    [Fact]
    public void Parameters_come_back_as_they_went_in()
    {
        var start = ParameterSet.GlorotUniform(Plain, 3);
        using var trainer = Trainer(Plain, LossKind.SoftmaxCrossEntropy, SimdSelection.Choose(), Schedule.Fused);
        trainer.Import(start);
        Assert.Equal(Bits(start), Bits(trainer.Export()));
    }

    [Fact]
    public void A_test_pass_changes_nothing()
    {
        using var trainer = Trainer(Plain, LossKind.SoftmaxCrossEntropy, SimdSelection.Choose(), Schedule.Fused);
        trainer.Import(ParameterSet.GlorotUniform(Plain, 3));
        using var batches = Load(trainer, SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 20));
        var first = trainer.Test(batches, 0);
        Assert.Equal(first, trainer.Test(batches, 0));
        Assert.Equal(first, trainer.Step(batches, 0));
        Assert.NotEqual(first, trainer.Test(batches, 0));
    }

    [Fact]
    public void A_small_network_stays_on_one_thread()
    {
        using var trainer = CpuTrainer.Create(Plain, LossKind.SoftmaxCrossEntropy, new() { Threads = 2 }, SimdSelection.Choose());
        Assert.Equal((2, 1), (trainer.Description.Threads, trainer.Description.ThreadsUsed));
    }

    [Fact]
    public void Of_two_networks_of_as_many_parameters_only_the_one_of_few_layers_is_shared()
    {
        var smallest = new TrainerTuning { SmallestSharedLayer = 1_000 };
        Assert.Equal((2, 1), (ThreadsFor([40, 40, 11]), ThreadsFor([.. Enumerable.Repeat(16, 10), 11])));

        int ThreadsFor(int[] widths)
        {
            var network = new Network(26, widths);
            Assert.InRange(network.Parameters, 3_000, 3_200);
            using var trainer = CpuTrainer.Create(network, LossKind.SoftmaxCrossEntropy, new() { Threads = 2, Tuning = smallest }, SimdSelection.Choose());
            return trainer.Description.ThreadsUsed;
        }
    }

    [Fact]
    public void Moments_of_a_unit_that_no_longer_learns_do_not_end_among_subnormal_numbers()
    {
        using var trainer = Trainer(Plain, LossKind.SoftmaxCrossEntropy, SimdSelection.Choose(), Schedule.Fused);
        var dead = All(0);
        trainer.ImportState(new TrainerState(dead, All(2e-38f), All(2e-38f), 1));
        using var batches = Load(trainer, SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 20));
        for (var step = 0; step < 10; step++)
            trainer.Step(batches, 0);
        // With all parameters 0 no unit of the first layer passes a gradient on. 2e-38 times 0.9 to the tenth is 7e-39, which is subnormal: flushed it is 0, or where
        // nothing is fused stays what it was, because the tenth that it should lose is flushed first.
        Assert.All(trainer.ExportState().FirstMoment.Layers[0], moment => Assert.Equal(SubnormalsFlushed.IsSupported, !float.IsSubnormal(moment)));

        static ParameterSet All(float value) =>
            new([.. ParameterSet.GlorotUniform(Plain, 1).Layers.Select(layer => Enumerable.Repeat(value, layer.Length).ToArray())]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_parameter_that_is_not_a_number_makes_the_loss_none(SimdPath path, LossKind loss, bool residual)
    {
        var network = residual ? Residual : Plain;
        var broken = ParameterSet.GlorotUniform(network, 1);
        broken.Layers[0][5] = float.NaN;
        using var trainer = Trainer(network, loss, path, Schedule.Fused);
        trainer.Import(broken);
        using var batches = Load(trainer, SomeData(network, loss, rows: 43));
        Assert.Equal(double.NaN, trainer.Test(batches, 0));
        Assert.Equal(double.NaN, trainer.Step(batches, 0));
    }

    [Fact]
    public void Batches_keep_the_short_last_one()
    {
        using var trainer = Trainer(Plain, LossKind.SoftmaxCrossEntropy, SimdSelection.Choose(), Schedule.Fused);
        using var batches = Load(trainer, SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 520));
        Assert.Equal([256, 256, 8], Enumerable.Range(0, batches.Count).Select(batches.RowsOf));
        Assert.Equal(520, batches.Rows);
    }

    private static ITrainer Trainer(Network network, LossKind loss, SimdPath path, Schedule schedule) =>
        CpuTrainer.Create(network, loss, new() { Schedule = schedule, LearningRate = 1e-3 }, path);

    private static List<double> Losses(SimdPath path, Dataset data)
    {
        using var trainer = Trainer(Plain, LossKind.SoftmaxCrossEntropy, path, Schedule.Fused);
        trainer.Import(ParameterSet.GlorotUniform(Plain, 1));
        using var batches = Load(trainer, data);
        return [.. TrainingLoop.Steps(trainer, batches, 20)];
    }

    private static byte[] Trained(Network network, Dataset data, Schedule schedule, int threads, int batch = 256)
    {
        using var trainer = CpuTrainer.Create(network, LossKind.SoftmaxCrossEntropy, new() { Batch = batch, Schedule = schedule, Threads = threads, LearningRate = 1e-3, Tuning = new() { SmallestSharedLayer = 0 } }, SimdSelection.Choose());
        Assert.Equal(threads, trainer.Description.ThreadsUsed);
        trainer.Import(ParameterSet.GlorotUniform(network, 1));
        using var batches = Load(trainer, data);
        var losses = TrainingLoop.Steps(trainer, batches, 7);
        return [.. Bits(trainer.Export()), .. MemoryMarshal.AsBytes<double>(losses.ToArray())];
    }
}
