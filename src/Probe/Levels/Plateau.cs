namespace ButterE.Probe.Levels;

/// <summary>A stretch of a latency curve that is flat over most of an octave: one level of the hierarchy serves it.</summary>
/// <param name="First">Index of the first size.</param>
/// <param name="Last">Index of the last size.</param>
/// <param name="Nanoseconds">Median latency, ns.</param>
internal sealed record Plateau(int First, int Last, double Nanoseconds)
{
    /// <summary>
    /// Latency where the plateau begins, ns: what the level costs before the next one, or a neighbour in a shared cache, makes it creep. Measured
    /// against the middle of a creeping plateau the transition below would look slower than it is, and its cache smaller.
    /// </summary>
    public required double OnsetNanoseconds { get; init; }

    /// <summary>Shortest plateau, octaves.</summary>
    public const double LeastOctaves = 0.75;

    /// <summary>Two plateaus closer than this belong to one level that creeps (translation, neighbours); also the most a plateau itself may rise.</summary>
    public const double LeastRatio = 1.35;

    /// <summary>
    /// What one more piece of the segmentation must save in squared log latency. A step of LeastRatio between two pieces of three sizes
    /// saves 0.13; the scatter of a low quantile is below 5 %, so that a piece cannot pay by following noise.
    /// </summary>
    private const double Penalty = 0.02;

    private const double OnsetQuantile = 0.25;

    /// <summary>The plateaus of a curve, ascending; the last one is memory if the sweep was long enough.</summary>
    public static IReadOnlyList<Plateau> Find(LatencyCurve curve)
    {
        var plateaus = new List<Plateau>();
        foreach (var piece in OptimalPartition.Cut(curve.LogLatency, Penalty))
        {
            var (first, last) = (piece.Start.Value, piece.End.Value - 1);
            if (plateaus.Count > 0 && Continues(curve, plateaus[^1], first, last))
                plateaus[^1] = Of(curve, plateaus[^1].First, last);
            else if (Octaves(curve, first, last) >= LeastOctaves && IsFlat(curve, first, last))
                plateaus.Add(Of(curve, first, last));
        }

        return plateaus;
    }

    /// <summary>The same sizes on another curve.</summary>
    public Plateau On(LatencyCurve curve) => Of(curve, First, Last);

    /// <summary>A piece continues the plateau before it when it creeps on from it: no long enough piece of another level lies between.</summary>
    private static bool Continues(LatencyCurve curve, Plateau plateau, int first, int last) =>
        MedianLog(curve, first, last) - Math.Log(plateau.Nanoseconds) < Math.Log(LeastRatio)
        && (Octaves(curve, first, last) >= LeastOctaves || first == plateau.Last + 1);

    private static bool IsFlat(LatencyCurve curve, int first, int last)
    {
        var values = curve.LogLatency.AsSpan(first, last - first + 1);
        return Quantile.Interpolated(values, 0.9) - Quantile.Interpolated(values, 0.1) < Math.Log(LeastRatio);
    }

    private static Plateau Of(LatencyCurve curve, int first, int last) => new(first, last, Math.Exp(MedianLog(curve, first, last)))
    {
        OnsetNanoseconds = Math.Exp(Quantile.Interpolated(curve.LogLatency.AsSpan(first, last - first + 1), OnsetQuantile)),
    };

    private static double MedianLog(LatencyCurve curve, int first, int last) => Quantile.Interpolated(curve.LogLatency.AsSpan(first, last - first + 1), 0.5);

    /// <summary>Width of a piece, each inner end half-way to the next size.</summary>
    private static double Octaves(LatencyCurve curve, int first, int last)
    {
        var x = curve.Log2Bytes;
        var left = first == 0 ? x[0] : (x[first - 1] + x[first]) / 2;
        var right = last == x.Length - 1 ? x[last] : (x[last] + x[last + 1]) / 2;
        return right - left;
    }
}
