using ButterE.Engine.Benchmarks;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Losses;
using ButterE.Probe;
using static ButterE.Engine.Tests.Training.TrainingCases;

namespace ButterE.Engine.Tests.Training;

/// <summary>The trainer on every device of this machine; on the simulator, which is slow, at the smallest sizes that have every case.</summary>
public sealed class DeviceTrainerTests
{
    private const double LossTolerance = 1e-5;
    private static readonly Network Plain = new(3, [5, 4, 2]);
    private static readonly Network Residual = new(3, [5, 5, 5, 2], Residual: true);

    public static TheoryData<string> Devices => [.. TestDevices.All];

    public static TheoryData<string, LossKind, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, LossKind, bool>();
            foreach (var device in TestDevices.All)
            {
                foreach (var loss in Enum.GetValues<LossKind>())
                {
                    cases.Add(device, loss, false);
                    cases.Add(device, loss, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("simulator")]
    public void Where_the_host_s_processor_does_the_work_its_meter_sees_it(string device) => Assert.Null(Trainers.Metered(device));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_equals_central_differences_of_the_oracle(string device, LossKind loss, bool residual)
    {
        var network = residual ? Residual : Plain;
        var data = SomeData(network, loss, rows: 7);
        var start = WithBiases(ParameterSet.GlorotUniform(network, 1));
        using var trainer = new DeviceTrainer(device, network, loss, Settings(Schedule.Textbook, batch: 9));
        trainer.Import(start);
        using var batches = Load(trainer, data);
        var mean = trainer.Step(batches, 0);
        var gradient = trainer.ExportGradient();

        var oracle = new LossOracle(network, loss, data, start);
        Assert.Equal(oracle.Mean, mean, 1e-6);
        for (var layer = 0; layer < network.Depth; layer++)
        {
            for (var i = 0; i < start.Layers[layer].Length; i++)
                Assert.Equal(oracle.Derivative(layer, i), gradient.Layers[layer][i], 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Products_in_tf32_are_labelled_or_refused(string device)
    {
        var settings = Settings(Schedule.Fused, batch: 8) with { Precision = Precision.Tf32 };
        Assert.Throws<InputException>(() => Trainers.Create(device, Plain, LossKind.SoftmaxCrossEntropy, settings with { Launch = Launch.Persistent }));
        using var session = DeviceSession.Open(device);
        if (!ProductVariants.On(session).Contains(ProductVariant.TensorCores))
        {
            var refusal = Assert.Throws<UnavailableException>(() => Trainers.Create(device, Plain, LossKind.SoftmaxCrossEntropy, settings));
            Assert.Contains("tf32", refusal.Message, StringComparison.Ordinal);
            return;
        }

        using var trainer = Trainers.Create(device, Plain, LossKind.SoftmaxCrossEntropy, settings);
        Assert.Equal(Precision.Tf32, trainer.Description.Precision);
        Assert.All(DeviceCheck.Run(device, steps: 3, seed: 1, Precision.Tf32), check => Assert.True(check.Passed, $"{check}"));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Schedules_and_launches_give_the_same_bits_and_the_losses_of_the_CPU(string device)
    {
        var data = SomeData(Residual, LossKind.SoftmaxCrossEntropy, rows: 13);
        var losses = AssertSameBitsInEveryWay(device, Residual, data, steps: 6, batch: 8);
        AssertNear(Trained(Trainers.Cpu, Residual, data, Schedule.Fused, Launch.Auto, steps: 6, batch: 8).Losses, losses);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Batches_of_several_chunks_give_the_same_bits_in_every_launch(string device)
    {
        // 37 rows are two chunks of 16 and one of 5; the last batch is one chunk and 3.
        var data = SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 56);
        AssertSameBitsInEveryWay(device, Plain, data, steps: 4, batch: 37);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Many_steps_of_one_launch_give_the_bits_of_single_ones(string device)
    {
        // Thirty-seven rows are shared by three groups; more than two of the longest graphs. The simulator would take half a minute.
        if (device == GpuDevices.Simulator)
            return;
        const int steps = 3 + 2 * RecordedSteps.Most + 5;
        var data = SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 3 * 37);
        var (expected, losses) = Trained(device, Plain, data, Schedule.Fused, Launch.Kernels, steps, batch: 37);
        foreach (var (schedule, launch) in Ways(device).Where(way => way.Launch is Launch.Graph or Launch.Persistent))
        {
            using var trainer = new DeviceTrainer(
                device, Plain, LossKind.SoftmaxCrossEntropy, Settings(schedule, batch: 37) with { Launch = launch }, mostSeconds: 1e6);
            trainer.Import(WithBiases(ParameterSet.GlorotUniform(Plain, 1)));
            using var batches = Load(trainer, data);
            var actual = TrainingLoop.Steps(trainer, batches, steps);
            Assert.True(trainer.StepsAtOnce > steps, "the launches were short");
            Assert.Equal(losses, actual);
            Assert.Equal(Bits(expected), Bits(trainer.Export()));
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Two_hundred_steps_in_few_launches_keep_to_the_losses_of_the_CPU(string device)
    {
        // The simulator takes tens of milliseconds for each step even of the smallest network.
        var isSlow = device == GpuDevices.Simulator;
        var network = isSlow ? new Network(3, [4, 2]) : new Network(30, [40, 40, 40, 5], Residual: true);
        var (rows, batch) = isSlow ? (6, 4) : (600, 256);
        var data = SomeData(network, LossKind.SoftmaxCrossEntropy, rows);
        AssertNear(
            Trained(Trainers.Cpu, network, data, Schedule.Fused, Launch.Auto, steps: 200, batch).Losses,
            Trained(device, network, data, Schedule.Fused, Launch.Persistent, steps: 200, batch).Losses);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Parameters_come_back_as_they_went_in_and_a_test_pass_changes_nothing(string device)
    {
        var start = ParameterSet.GlorotUniform(Plain, 3);
        using var trainer = new DeviceTrainer(device, Plain, LossKind.SoftmaxCrossEntropy, Settings(Schedule.Fused, batch: 8));
        trainer.Import(start);
        Assert.Equal(Bits(start), Bits(trainer.Export()));
        using var batches = Load(trainer, SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 11));
        Assert.Equal([8, 3], Enumerable.Range(0, batches.Count).Select(batches.RowsOf));
        var first = trainer.Test(batches, 1);
        Assert.Equal(first, trainer.Test(batches, 1));
        Assert.Equal(first, trainer.Step(batches, 1));
        Assert.NotEqual(first, trainer.Test(batches, 1));
        Assert.Equal((device, null, 1), (trainer.Description.Device, trainer.Description.Simd, trainer.Description.ThreadsUsed));
    }

    [FastDeviceFact]
    public void Two_hundred_steps_of_a_larger_network_keep_to_the_losses_of_the_CPU()
    {
        var network = new Network(30, [90, 90, 90, 5], Residual: true);
        var data = SomeData(network, LossKind.SoftmaxCrossEntropy, rows: 600);
        var expected = Trained(Trainers.Cpu, network, data, Schedule.Fused, Launch.Auto, steps: 200, batch: 256).Losses;
        foreach (var device in TestDevices.Fast)
            AssertNear(expected, Trained(device, network, data, Schedule.Fused, Launch.Kernels, steps: 200, batch: 256).Losses);
    }

    [FastDeviceFact]
    public void A_run_goes_on_over_the_end_of_a_window_of_steps()
    {
        var data = SomeData(Plain, LossKind.SoftmaxCrossEntropy, rows: 13);
        var expected = Trained(Trainers.Cpu, Plain, data, Schedule.Fused, Launch.Auto, steps: 1100, batch: 8).Losses;
        foreach (var device in TestDevices.Fast)
        {
            foreach (var launch in new[] { Launch.Kernels, Launch.Graph, Launch.Persistent }.Intersect(Ways(device).Select(way => way.Launch)))
                AssertNear(expected, Trained(device, Plain, data, Schedule.Fused, launch, steps: 1100, batch: 8).Losses);
        }
    }

    [Fact]
    public void An_absent_device_is_refused() =>
        Assert.Throws<UnavailableException>(() => Trainers.Create("cuda:99", Plain, LossKind.SoftmaxCrossEntropy, new()));

    private static IReadOnlyList<double> AssertSameBitsInEveryWay(string device, Network network, Dataset data, int steps, int batch)
    {
        var (expected, losses) = Trained(device, network, data, Schedule.Fused, Launch.Kernels, steps, batch);
        foreach (var (schedule, launch) in Ways(device))
        {
            var other = Trained(device, network, data, schedule, launch, steps, batch);
            Assert.Equal(losses, other.Losses);
            Assert.Equal(Bits(expected), Bits(other.Parameters));
        }

        return losses;
    }

    private static IEnumerable<(Schedule Schedule, Launch Launch)> Ways(string device) =>
        from schedule in Enum.GetValues<Schedule>()
        from launch in Enum.GetValues<Launch>()
        where launch != Launch.Graph || GpuDevices.Require(device).CanRecord
        select (schedule, launch);

    private static void AssertNear(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, LossTolerance);
    }

    private static (ParameterSet Parameters, IReadOnlyList<double> Losses) Trained(
        string device, Network network, Dataset data, Schedule schedule, Launch launch, int steps, int batch)
    {
        using var trainer = Trainers.Create(device, network, LossKind.SoftmaxCrossEntropy, Settings(schedule, batch) with { Launch = launch });
        trainer.Import(WithBiases(ParameterSet.GlorotUniform(network, 1)));
        using var batches = Load(trainer, data);
        var losses = TrainingLoop.Steps(trainer, batches, steps);
        return (trainer.Export(), losses);
    }

    private static TrainerSettings Settings(Schedule schedule, int batch) => new() { Batch = batch, Schedule = schedule, LearningRate = 1e-3 };
}
