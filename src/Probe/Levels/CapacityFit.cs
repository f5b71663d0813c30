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
    /// <summary>
    /// How much larger, in the logarithm, a cache may look to the fastest visits by luck alone: they met favourable pages. A first level is indexed
    /// inside a page and knows no such luck.
    /// </summary>
    private const double MostLuckOfFirst = 0.04, MostLuck = 0.12;

    /// <summary>
    /// The fit beside that of the fastest visits. Interference only adds time, and a neighbour that occupies part of a cache makes it look smaller, so the
    /// interval reaches as far as the fastest visits say. Where they are ahead by more than luck the visits were disturbed, most of them: then the
    /// fastest count, and as they need not have been undisturbed either, the interval goes on as far again as they are ahead.
    /// </summary>
    /// <param name="fastest">The fit of the same level to the fastest visits; null if they do not show it.</param>
    /// <param name="isFirst">Whether it is the level closest to the core.</param>
    public CapacityFit With(CapacityFit? fastest, bool isFirst)
    {
        if (fastest is null)
            return this;
        var ahead = Math.Max(0, Math.Log(fastest.Bytes / Bytes) - (isFirst ? MostLuckOfFirst : MostLuck));
        return this with
        {
            Bytes = ahead > 0 ? fastest.Bytes : Bytes,
            Low = Math.Min(Low, fastest.Low),
            High = Math.Max(High, fastest.High * Math.Exp(ahead)),
        };
    }

    /// <summary>Latency below the break, ns.</summary>
    public double NanosecondsBelow { get; init; }

    /// <summary>Latency above it, ns.</summary>
    public double NanosecondsAbove { get; init; }
}
