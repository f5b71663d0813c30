using ButterE.Engine.Model;
using ButterE.Engine.Runs;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Levels;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Isolines;

/// <summary>Loss curves of this engine's own run records.</summary>
public static class RunLosses
{
    /// <summary>
    /// The curves of completed runs with test losses; runs that differ in seed and number of the repetition alone are one curve, at the median
    /// over them of the best loss so far and of what was spent.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="target">Joules or seconds. Where the meter could not resolve every epoch, each costs its share of the run's energy by time.
    /// Energies that were estimated, simulated or replayed count as not measured.</param>
    public static IReadOnlyList<LossCurve> Of(IEnumerable<RunRecord> runs, CostTarget target) =>
    [
        .. runs.Where(run => run.Status == RunStatus.Completed && run.TestLoss is { Count: > 0 } && run.Configuration.Rows is not null)
            .GroupBy(run => KeyOf(run.Configuration))
            .Select(group => Curve([.. group], target)),
    ];

    private static RunConfiguration KeyOf(RunConfiguration run) => run with
    {
        // A list compares by reference: the widths follow from shape, depth and size, or stand in the name.
        Widths = [], Shape = run.Shape ?? string.Join('-', run.Widths), Seed = 0, Replicate = 0, EngineVersion = "", Simd = null, Threads = null,
    };

    private static LossCurve Curve(RunRecord[] runs, CostTarget target)
    {
        var configuration = runs[0].Configuration;
        var epochs = runs.Min(run => run.TestLoss!.Count);
        var best = runs.Select(run => RunningMinimum(run.TestLoss!)).ToArray();
        var spent = runs.Select(run => Spent(run, target)).ToArray();
        return new LossCurve
        {
            Device = configuration.Device,
            Dataset = configuration.Dataset ?? configuration.DataSource,
            Shape = configuration.Shape,
            Size = configuration.Size,
            Setup = new TrainingSetup(
                configuration.ToNetwork(), configuration.RawFeatures ?? configuration.Inputs, configuration.Batch, configuration.Rows, null,
                configuration.ToSchedule()),
            Epochs = [.. Enumerable.Range(1, epochs).Select(epoch => (double)epoch)],
            Losses = [.. Enumerable.Range(0, epochs).Select(epoch => Quantile.Median(best.Select(losses => losses[epoch])))],
            Spent = spent.Any(costs => costs is null)
                ? null
                : [.. Enumerable.Range(0, epochs).Select(epoch => Quantile.Median(spent.Select(costs => costs![epoch])))],
            Target = target,
            Runs = runs.Length,
        };
    }

    private static double[]? Spent(RunRecord run, CostTarget target)
    {
        if (target == CostTarget.Energy && (run.Joules is null || run.EnergyKind is not (EnergyKind.Measured or EnergyKind.CounterDerived)))
            return null;
        var isResolved = run.EpochJoules?.All(joules => joules is not null) == true;
        var spent = new double[run.EpochSeconds.Count];
        double sum = 0;
        for (var epoch = 0; epoch < spent.Length; epoch++)
        {
            sum += (target, isResolved) switch
            {
                (CostTarget.Time, _) => run.EpochSeconds[epoch],
                (_, true) => run.EpochJoules![epoch]!.Value,
                _ => run.Joules!.Value * run.EpochSeconds[epoch] / run.Seconds,
            };
            spent[epoch] = sum;
        }

        return spent;
    }

    private static double[] RunningMinimum(IReadOnlyList<double> losses)
    {
        var best = new double[losses.Count];
        var lowest = double.PositiveInfinity;
        for (var epoch = 0; epoch < best.Length; epoch++)
            best[epoch] = lowest = Math.Min(lowest, losses[epoch]);
        return best;
    }
}
