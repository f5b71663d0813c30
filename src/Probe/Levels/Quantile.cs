namespace ButterE.Probe.Levels;

/// <summary>Order statistics.</summary>
public static class Quantile
{
    /// <summary>
    /// Interference only ever adds time, so the location of a noisy latency is a low quantile: low enough to pass by the disturbed
    /// visits, not the minimum, which rewards a lucky one.
    /// </summary>
    public const double Undisturbed = 0.15;

    /// <summary>The order statistic at or just below the quantile. No interpolation: with few values it would let a disturbed one leak in.</summary>
    /// <param name="ascending">Sorted values, at least one.</param>
    /// <param name="quantile">0 to 1.</param>
    public static double AtOrBelow(ReadOnlySpan<double> ascending, double quantile) => ascending[(int)((ascending.Length - 1) * quantile)];

    /// <summary>The quantile, interpolated linearly between order statistics (type 7 of Hyndman and Fan).</summary>
    /// <param name="ascending">Sorted values, at least one.</param>
    /// <param name="quantile">0 to 1.</param>
    public static double Interpolated(ReadOnlySpan<double> ascending, double quantile)
    {
        var position = (ascending.Length - 1) * quantile;
        var below = (int)position;
        return below + 1 >= ascending.Length ? ascending[^1] : ascending[below] + (position - below) * (ascending[below + 1] - ascending[below]);
    }

    /// <summary>The median, between the two in the middle where their number is even.</summary>
    /// <param name="values">In any order, at least one.</param>
    public static double Median(IEnumerable<double> values) => Interpolated(values.Order().ToArray(), 0.5);
}
