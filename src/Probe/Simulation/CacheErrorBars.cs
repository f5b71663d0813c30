using ButterE.Probe.Levels;

namespace ButterE.Probe.Simulation;

/// <summary>How well the detector finds one cache of a simulated machine, over many seeds.</summary>
/// <param name="BreakBytes">Where the latency curve breaks in truth, bytes.</param>
/// <param name="Found">Trials in which a level was taken for this cache.</param>
/// <param name="MedianError">Median of |found / true - 1|; null when half of the trials missed the cache.</param>
/// <param name="P90Error">Its 90th percentile; null when a tenth of the trials missed the cache.</param>
/// <param name="Coverage">Share of all trials whose interval covers the truth.</param>
/// <param name="MedianWidth">Median width of the interval over the capacity; null when half of the trials missed the cache.</param>
public sealed record CacheErrorBars(double BreakBytes, int Found, double? MedianError, double? P90Error, double Coverage, double? MedianWidth)
{
    internal static CacheErrorBars Of(double breakBytes, IReadOnlyList<DetectedLevel?> levels) => new(
        breakBytes,
        levels.Count(level => level is not null),
        QuantileOf(levels, 0.5, level => Math.Abs(level.CapacityBytes / breakBytes - 1)),
        QuantileOf(levels, 0.9, level => Math.Abs(level.CapacityBytes / breakBytes - 1)),
        levels.Count(level => level is not null && level.CapacityLow <= breakBytes && breakBytes <= level.CapacityHigh) / (double)levels.Count,
        QuantileOf(levels, 0.5, level => (level.CapacityHigh - level.CapacityLow) / level.CapacityBytes));

    private static double? QuantileOf(IReadOnlyList<DetectedLevel?> levels, double quantile, Func<DetectedLevel, double> value)
    {
        var ascending = levels.Select(level => level is null ? double.PositiveInfinity : value(level)).Order().ToArray();
        var at = ascending[(int)Math.Ceiling((ascending.Length - 1) * quantile)];
        return double.IsFinite(at) ? at : null;
    }
}
