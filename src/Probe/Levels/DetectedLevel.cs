namespace ButterE.Probe.Levels;

/// <summary>A cache that a latency curve shows.</summary>
public sealed record DetectedLevel
{
    /// <summary>Capacity, bytes: where the curve breaks, by the miss curve that fits the transition best.</summary>
    public required double CapacityBytes { get; init; }

    /// <summary>Lower end of the 95 % interval: bootstrap over rounds, widened by the miss curves that fit nearly as well.</summary>
    public required double CapacityLow { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public required double CapacityHigh { get; init; }

    /// <summary>Physical capacity if the level excludes what the level below it holds (a victim cache): the break less that level's capacity; null for the first.</summary>
    public double? ImpliedExclusiveBytes { get; init; }

    /// <summary>Latency of a load that this level serves, ns.</summary>
    public required double LatencyNs { get; init; }

    /// <summary>Share of the bootstrap resamples that found as many levels as there are.</summary>
    public required double Support { get; init; }

    /// <summary>Share of the bootstrap resamples that found this level, whatever became of the others.</summary>
    public required double Recurrence { get; init; }

    /// <summary>Largest size with less than 10 % of the loads missing this level, bytes.</summary>
    public required double KneeBytes { get; init; }

    /// <summary>Smallest size with more than 90 % missing, bytes.</summary>
    public required double EndBytes { get; init; }

    /// <summary>Quantiles p10, p50 and p90 over the rounds of the capacity seen in one round; null with fewer than five rounds.</summary>
    public IReadOnlyDictionary<string, double>? Availability { get; init; }

    /// <summary>The miss curve that fits best; null where the level was not fitted.</summary>
    internal MissCurve? Curve { get; init; }

    /// <summary>Below this support a level is called unresolved.</summary>
    public const double LeastSupport = 0.8;
}
