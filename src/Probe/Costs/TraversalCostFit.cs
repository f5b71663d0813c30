using ButterE.Probe.Levels;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Costs;

/// <summary>Turns the visits of one traversal into its cost: the paper's a + m s per level, and the bytes-served form over all levels.</summary>
internal static class TraversalCostFit
{
    private const double SecondsPerNanosecond = 1e-9, JoulesPerNanojoule = 1e-9;
    private const double Upper = 0.85;

    /// <summary>Fits one kind of traversal.</summary>
    /// <param name="kind">Its name.</param>
    /// <param name="passes">Visits in ns per pass over the whole working set.</param>
    /// <param name="caches">The levels found by the chase.</param>
    /// <param name="names">Names of these levels and, last, of memory.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="secondsPerPoint">What to publish as the time of a point, from bytes and seconds per pass (the chase publishes seconds per load).</param>
    public static TraversalCost Fit(string kind, IReadOnlyList<Visit> passes, IReadOnlyList<DetectedLevel> caches, IReadOnlyList<string> names, int seed,
        Func<double, double, double> secondsPerPoint)
    {
        var intervals = new CostIntervals(passes, Quantile.Undisturbed, caches, seed);
        var fit = intervals.Fit;
        return new TraversalCost(kind, [.. names.Select((name, k) => LevelCost(name, k, intervals))])
        {
            ConstantSeconds = fit.Served?[0] * SecondsPerNanosecond,
            ServedResidual = fit.ServedResidual,
            ServedLastCacheBytes = fit.LastCacheBytes,
            Points = [.. passes.GroupBy(visit => visit.Bytes).OrderBy(size => size.Key).Select(size => Point(size, fit, secondsPerPoint))],
        };
    }

    /// <summary>The same cost with its joules.</summary>
    /// <param name="cost">The cost in seconds.</param>
    /// <param name="energies">Visits in nJ above idle per pass; a meter errs to both sides, so their median counts.</param>
    /// <param name="caches">The levels found by the chase.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static TraversalCost WithEnergy(TraversalCost cost, IReadOnlyList<Visit> energies, IReadOnlyList<DetectedLevel> caches, int seed)
    {
        if (energies.Count == 0)
            return cost;
        var intervals = new CostIntervals(energies, 0.5, caches, seed);
        var fit = intervals.Fit;
        var joules = fit.Bytes.Zip(fit.Costs).ToDictionary(point => point.First, point => point.Second * JoulesPerNanojoule);
        var condition = fit.Served is null ? double.PositiveInfinity : fit.ConditionNumber();
        return cost with
        {
            Levels = [.. cost.Levels.Select((level, k) => level with
            {
                Joules = intervals.Line(k, JoulesPerNanojoule),
                ServedJoulesPerByte = intervals.Of(resample => resample.Served?[k + 1] * JoulesPerNanojoule),
            })],
            ConstantJoules = fit.Served?[0] * JoulesPerNanojoule,
            EnergyConditionNumber = double.IsFinite(condition) ? condition : null,
            Points = [.. cost.Points.Select(point => joules.TryGetValue(point.Bytes, out var measured) ? point with { Joules = measured } : point)],
        };
    }

    private static AffineCost LevelCost(string name, int level, CostIntervals intervals)
    {
        var fit = intervals.Fit;
        var inside = fit.Inside[level];
        var line = intervals.Line(level, SecondsPerNanosecond);
        var served = intervals.Of(resample => resample.Served?[level + 1] * SecondsPerNanosecond);
        return new AffineCost(name, line, null, line is null ? null : fit.Bytes[inside[0]], line is null ? null : fit.Bytes[inside[^1]])
        {
            Residual = fit.ResidualOf(level),
            ServedSecondsPerByte = served?.Value,
            ServedSecondsLow = served?.Low,
            ServedSecondsHigh = served?.High,
            InterceptCapacityBytes = intervals.Of(resample => resample.InterceptCapacity(level)),
        };
    }

    private static TraversalPoint Point(IGrouping<double, Visit> size, CostFit fit, Func<double, double, double> secondsPerPoint)
    {
        var ascending = size.Select(visit => visit.Nanoseconds).Order().ToArray();
        double Seconds(double nanoseconds) => secondsPerPoint(size.Key, nanoseconds * SecondsPerNanosecond);
        double At(double quantile) => Seconds(Quantile.AtOrBelow(ascending, quantile));
        return new TraversalPoint(size.Key, At(Quantile.Undisturbed), At(0.5), ascending.Length)
        {
            UpperSeconds = At(Upper),
            FittedSeconds = fit.FittedAt(size.Key) is { } fitted ? Seconds(fitted) : null,
        };
    }
}
