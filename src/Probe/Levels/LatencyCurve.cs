namespace ButterE.Probe.Levels;

/// <summary>Latency against working-set size: one low quantile per size, and its isotonic regression (a larger set cannot be faster).</summary>
internal sealed class LatencyCurve
{
    private LatencyCurve(double[] bytes, double[] nanoseconds)
    {
        Bytes = bytes;
        Nanoseconds = nanoseconds;
        Log2Bytes = [.. bytes.Select(Math.Log2)];
        LogLatency = IsotonicRegression.Fit([.. nanoseconds.Select(ns => Math.Log(ns))]);
    }

    /// <summary>Working-set sizes, ascending.</summary>
    public double[] Bytes { get; }

    /// <summary>Logarithms of the sizes to base 2.</summary>
    public double[] Log2Bytes { get; }

    /// <summary>Latency at each size, ns.</summary>
    public double[] Nanoseconds { get; }

    /// <summary>Natural logarithm of the latency, made monotone.</summary>
    public double[] LogLatency { get; }

    public int Count => Bytes.Length;

    public static LatencyCurve Of(double[] ascendingBytes, double[] nanoseconds) => new(ascendingBytes, nanoseconds);

    public static LatencyCurve Of(IEnumerable<Visit> visits)
    {
        var (bytes, nanoseconds) = LowQuantiles.BySize(visits, Quantile.Undisturbed);
        return new LatencyCurve(bytes, nanoseconds);
    }
}
