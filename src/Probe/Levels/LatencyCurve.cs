namespace ButterE.Probe.Levels;

/// <summary>
/// Latency against working-set size: the closest non-decreasing curve to a low quantile of the visits (a larger set cannot be faster).
/// </summary>
internal sealed class LatencyCurve
{
    private LatencyCurve(double[] bytes, double[] nanoseconds)
    {
        Bytes = bytes;
        Nanoseconds = nanoseconds;
        Log2Bytes = [.. bytes.Select(size => Math.Log2(size))];
        LogLatency = [.. nanoseconds.Select(ns => Math.Log(ns))];
    }

    /// <summary>Working-set sizes, ascending.</summary>
    public double[] Bytes { get; }

    /// <summary>Logarithms of the sizes to base 2.</summary>
    public double[] Log2Bytes { get; }

    /// <summary>Latency at each size, monotone, ns.</summary>
    public double[] Nanoseconds { get; }

    /// <summary>Its natural logarithm.</summary>
    public double[] LogLatency { get; }

    public int Count => Bytes.Length;

    /// <summary>Distance between the sizes of the curve about some capacity, octaves.</summary>
    public double StepAt(double bytes)
    {
        var above = Math.Clamp(Array.FindIndex(Bytes, size => size >= bytes), 1, Count - 1);
        return Log2Bytes[above] - Log2Bytes[above - 1];
    }

    /// <summary>The curve at a quantile of the visits.</summary>
    public static LatencyCurve Of(VisitsBySize visits, double quantile) =>
        new(visits.Bytes, IsotonicRegression.FitQuantile(visits.Nanoseconds, quantile));
}
