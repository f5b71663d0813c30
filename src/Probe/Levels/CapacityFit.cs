namespace ButterE.Probe.Levels;

/// <summary>The capacity behind one transition of a latency curve, by the miss curves that fit it.</summary>
/// <param name="Bytes">Capacity, bytes.</param>
/// <param name="Low">Lower end of what the shape of the transition leaves open: the policy, the associativity, the gap between two sizes.</param>
/// <param name="High">Upper end.</param>
/// <param name="KneeBytes">Largest size with less than 10 % of the loads missing.</param>
/// <param name="EndBytes">Smallest size with more than 90 % missing.</param>
/// <param name="Curve">The miss curve that fits best.</param>
/// <param name="IsTranslation">Whether the misses of a translation buffer under a random chain fit still better.</param>
internal sealed record CapacityFit(double Bytes, double Low, double High, double KneeBytes, double EndBytes, MissCurve Curve, bool IsTranslation)
{
    /// <summary>Latency below the break, ns.</summary>
    public double NanosecondsBelow { get; init; }

    /// <summary>Latency above it, ns.</summary>
    public double NanosecondsAbove { get; init; }
}
