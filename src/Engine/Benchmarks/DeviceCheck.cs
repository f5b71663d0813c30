using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Losses;

namespace ButterE.Engine.Benchmarks;

/// <summary>One network trained on a device beside the CPU.</summary>
/// <param name="Network">The network.</param>
/// <param name="Loss">Output activation and loss.</param>
/// <param name="Schedule">The schedule of a step.</param>
/// <param name="Launch">How the steps were started.</param>
/// <param name="Precision">What the products computed with.</param>
/// <param name="Steps">Steps.</param>
/// <param name="MaxDifference">Largest difference of the losses of a step; null where one of them was not finite.</param>
/// <param name="Tolerance">The largest difference that is put down to the order of sums, and to tf32; see <see cref="DeviceCheck"/>.</param>
public sealed record CheckedRun(
    Network Network, LossKind Loss, Schedule Schedule, Launch Launch, Precision Precision, int Steps, double? MaxDifference, double Tolerance)
{
    /// <summary>Whether the difference is within the tolerance.</summary>
    public bool Passed => MaxDifference <= Tolerance;
}

/// <summary>
/// Whether a device computes what the CPU computes: the losses of every step of networks that have every case. Where a unit of a network is just at the
/// kink of its activation, the last bit of a sum decides on the losses that follow; so the CPU shows first how far apart they come when nothing
/// but the learning rate changes in its seventh digit, and twice that is allowed, at least <see cref="LeastTolerance"/>.
/// </summary>
/// <remarks>
/// In tf32 each operand of a product is off by up to 2^-11 of itself. A layer has three products, six operands; the CPU can be given one of them
/// wrong, the parameters (<see cref="RoundedParameters"/>), which are in two of the six places. So three times what that does stands for all six, and twice
/// that is allowed, at least <see cref="LeastTolerance"/>.
/// </remarks>
public static class DeviceCheck
{
    /// <summary>Difference of a loss that is allowed in any case.</summary>
    public const double LeastTolerance = 1e-5;

    private const double LearningRate = 1e-4, SeventhDigit = 1e-7;
    private const int Changes = 3;

    /// <summary>Trains each network on the CPU and in every way on the device.</summary>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="steps">Steps of each, at least 1; null for 200, and 10 on the simulator, which is slow.</param>
    /// <param name="seed">Seed of data and parameters.</param>
    /// <param name="precision">What the products of the device compute with; the kernel of many steps has float32 only and is left out for others.</param>
    /// <exception cref="Kernels.UnavailableException">Another device is required, or the device is not on this machine.</exception>
    public static IEnumerable<CheckedRun> Run(string device, int? steps, int seed, Precision precision = Precision.Float32)
    {
        Trainers.Require(device, precision);
        return Cases(device, steps ?? (device == GpuDevices.Simulator ? 10 : 200), seed, precision);
    }

    private static IEnumerable<CheckedRun> Cases(string device, int steps, int seed, Precision precision)
    {
        Launch[] launches = GpuDevices.Require(device).CanRecord ? [Launch.Kernels, Launch.Graph] : [Launch.Kernels];
        if (precision == Precision.Float32)
            launches = [.. launches, Launch.Persistent];
        foreach (var (network, loss, batch) in Networks(device == GpuDevices.Simulator))
        {
            var expected = Losses(Trainers.Cpu, network, loss, Settings(Schedule.Fused, Launch.Auto));
            var apart = Enumerable.Range(-Changes, 2 * Changes + 1).Max(change => Largest(
                expected, Losses(Trainers.Cpu, network, loss, Settings(Schedule.Fused, Launch.Auto) with { LearningRate = LearningRate * (1 + change * SeventhDigit) })));
            if (precision == Precision.Tf32)
            {
                apart = Math.Max(apart, 3 * Enumerable.Range(0, Changes).Max(change => Largest(
                    expected, Losses(Trainers.Cpu, network, loss, Settings(Schedule.Fused, Launch.Auto), change))));
            }

            foreach (var (schedule, launch) in from schedule in Enum.GetValues<Schedule>() from launch in launches select (schedule, launch))
            {
                var losses = Losses(device, network, loss, Settings(schedule, launch) with { Precision = precision });
                var largest = losses.Count < steps ? double.NaN : Largest(expected, losses);
                yield return new CheckedRun(
                    network, loss, schedule, launch, precision, steps, double.IsFinite(largest) ? largest : null, Math.Max(LeastTolerance, 2 * apart));
            }

            TrainerSettings Settings(Schedule schedule, Launch launch) =>
                new() { Batch = batch, LearningRate = LearningRate, Schedule = schedule, Launch = launch };
        }

        IReadOnlyList<double> Losses(string on, Network network, LossKind loss, TrainerSettings settings, int? roundedBy = null)
        {
            // The last batch is a short one.
            var rows = settings.Batch * 2 + settings.Batch / 3;
            var data = DatasetSource.Synthetic(network.Inputs, network.Outputs, rows, OutputRule.TaskOf(loss), seed);
            using var trainer = Trainers.Create(on, network, loss, settings);
            trainer.Import(ParameterSet.GlorotUniform(network, seed));
            using var batches = trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train);
            return roundedBy is { } random ? RoundedParameters.Steps(trainer, batches, steps, random) : TrainingLoop.Steps(trainer, batches, steps);
        }
    }

    private static double Largest(IReadOnlyList<double> expected, IReadOnlyList<double> losses) => expected.Zip(losses, (e, l) => Math.Abs(e - l)).Max();

    // Widths that are no multiples of any block, one output, several, and skips; the larger ones use the larger blocks.
    private static IEnumerable<(Network Network, LossKind Loss, int Batch)> Networks(bool areSmall) => areSmall
        ?
        [
            (new Network(3, [5, 4, 2]), LossKind.SoftmaxCrossEntropy, 9),
            (new Network(3, [5, 5, 1], Residual: true), LossKind.SigmoidBinaryCrossEntropy, 9),
        ]
        :
        [
            (new Network(4, [5, 5, 1]), LossKind.SigmoidBinaryCrossEntropy, 256),
            (new Network(26, [47, 47, 11]), LossKind.SoftmaxCrossEntropy, 256),
            (new Network(30, [90, 90, 90, 5], Residual: true), LossKind.SoftmaxCrossEntropy, 200),
            (new Network(13, [171, 33, 2]), LossKind.SigmoidMeanSquaredError, 256),
            (new Network(60, [530, 300, 7]), LossKind.SoftmaxCrossEntropy, 256),
        ];
}
