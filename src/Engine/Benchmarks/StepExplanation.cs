using System.Diagnostics;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Compute;
using ButterE.Probe.Levels;

namespace ButterE.Engine.Benchmarks;

/// <summary>One part of a training step, measured beside predicted.</summary>
/// <param name="Pass">The part.</param>
/// <param name="Layer">Number of the layer, from 1; null for the loss.</param>
/// <param name="MeasuredSeconds">Median over the steps, s.</param>
/// <param name="PredictedSeconds">Composed from the profile, s; null without a profile.</param>
/// <param name="Ratio">Predicted over measured; null without a profile.</param>
public sealed record ExplainedPart(StepPart Pass, int? Layer, double MeasuredSeconds, double? PredictedSeconds, double? Ratio);

/// <summary>A whole training step, measured beside predicted.</summary>
/// <param name="MeasuredSeconds">Median over steps that were timed as a whole, without the clock between their parts, s.</param>
/// <param name="PredictedSeconds">Sum of the predicted parts, s; null without a profile.</param>
/// <param name="Ratio">Predicted over measured; null without a profile.</param>
/// <param name="PartsSeconds">Sum of the measured parts, s: what exceeds the whole is the price of reading the clock.</param>
/// <param name="TestPassSeconds">Median of a test pass over one batch, s.</param>
/// <param name="CeilingFlopsPerSecond">Multiply-add ceiling of one core before or after the steps, the lower, FLOP/s.</param>
public sealed record ExplainedTotal(
    double MeasuredSeconds, double? PredictedSeconds, double? Ratio, double PartsSeconds, double TestPassSeconds, double CeilingFlopsPerSecond);

/// <summary>Where the time of a training step goes.</summary>
/// <param name="Trainer">What ran.</param>
/// <param name="Rows">The parts in the order in which they run.</param>
/// <param name="Total">The step.</param>
/// <param name="Energy">Energy of a whole step, measured after the times; null without a meter.</param>
public sealed record StepExplanation(TrainerDescription Trainer, IReadOnlyList<ExplainedPart> Rows, ExplainedTotal Total, RunEnergy? Energy)
{
    private const double Seconds = 0.5;
    private const int FewestSteps = 5, MostSteps = 2000, WarmUpSteps = 200;
    private const double WarmUpSeconds = 0.2;

    /// <summary>Measures about half a second of training steps, whole and in parts in turn.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">Output activation and loss.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="seed">Seed of data and parameters.</param>
    /// <param name="model">Predicts the parts; null for none.</param>
    /// <param name="metering">How the energy of whole steps is metered; null for the times alone.</param>
    /// <exception cref="InputException">The model is of another kind of device, or the meter does not see what is running.</exception>
    public static StepExplanation Measure(
        Network network, LossKind loss, TrainerSettings settings, string device, int seed, ProfileStepModel? model, StepMetering? metering = null)
    {
        if (model is not null && !RunsFile.AreOfOneKind(model.Profile.Device, device))
        {
            throw new InputException(
                $"the profile of {model.Profile.Name} is of {model.Profile.Device}: it predicts nothing of --device {device} (buttere probe --device {device})");
        }

        // Only steps of several kernels have parts that can be timed.
        using var step = new PreparedStep(network, loss, settings with { Launch = Launch.Kernels }, device, seed);
        var path = SimdSelection.Choose();
        var laps = new StepLaps(network.Depth);
        var warm = Stopwatch.StartNew();
        for (var i = 0; i < FewestSteps || (i < WarmUpSteps && warm.Elapsed.TotalSeconds < WarmUpSeconds); i++)
        {
            step.Run(laps);
            step.Test();
        }

        var parts = PartsOf(network.Depth, settings.Schedule).ToArray();
        var noted = parts.Select(_ => new List<double>()).ToArray();
        var (wholes, tests) = (new List<double>(), new List<double>());
        var ceiling = CeilingNow.FlopsPerSecond(path);
        var watch = Stopwatch.StartNew();
        while (wholes.Count < FewestSteps || (wholes.Count < MostSteps && watch.Elapsed.TotalSeconds < Seconds))
        {
            var start = Stopwatch.GetTimestamp();
            step.Run();
            wholes.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            step.Test();
            tests.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            step.Run(laps);
            for (var i = 0; i < parts.Length; i++)
                noted[i].Add(laps.Seconds(parts[i].Pass, (parts[i].Layer ?? 1) - 1));
        }

        ceiling = Math.Min(ceiling, CeilingNow.FlopsPerSecond(path));
        var predicted = model?.Step(network, settings.Batch, settings.Schedule).ToDictionary(cost => (cost.Pass, cost.Layer), cost => cost.Seconds);
        var rows = parts.Select((part, i) =>
        {
            double measured = Quantile.Median(noted[i]);
            var expected = predicted?[part];
            return new ExplainedPart(part.Pass, part.Layer, measured, expected, expected / measured);
        }).ToArray();
        var (whole, sum) = (Quantile.Median(wholes), predicted?.Values.Sum());
        return new StepExplanation(step.Trainer, rows, new ExplainedTotal(
            whole, sum, sum / whole, rows.Sum(row => row.MeasuredSeconds), Quantile.Median(tests), ceiling), metering?.Measure(step, whole));
    }

    private static IEnumerable<(StepPart Pass, int? Layer)> PartsOf(int depth, Schedule schedule)
    {
        for (var layer = 1; layer <= depth; layer++)
            yield return (StepPart.Forward, layer);
        yield return (StepPart.Loss, null);
        for (var layer = depth; layer >= 1; layer--)
        {
            yield return (StepPart.Backward, layer);
            yield return (StepPart.Gradient, layer);
        }

        for (var layer = 1; layer <= depth && schedule == Schedule.Textbook; layer++)
            yield return (StepPart.Adam, layer);
    }
}
