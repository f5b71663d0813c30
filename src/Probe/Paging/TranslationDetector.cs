using ButterE.Probe.Levels;

namespace ButterE.Probe.Paging;

/// <summary>
/// Finds the reach of translation buffers from two chains of equal line footprint, one line per page and packed: both meet the same caches, so
/// that their difference is translation (the idea of lmbench's tlb, here with a free number of levels and a bootstrap over rounds).
/// </summary>
internal static class TranslationDetector
{
    private const int Resamples = 100;

    /// <summary>A level of a resample is the same level when their reaches differ by less than this factor.</summary>
    private const double SameLevel = 2;

    /// <summary>Fewer sizes show no plateau.</summary>
    private const int LeastSizes = 8;

    /// <summary>
    /// A buffer is worth having: a miss costs this share of the whole load or more. Less is a difference between the chains themselves, where a
    /// neighbour takes part of the cache that both are about to outgrow, say.
    /// </summary>
    private const double LeastRise = 0.5;

    /// <summary>
    /// From one level of buffers to the next the entries grow by eight or more in every processor known (32 to 512, 64 to 1536, 96 to 4096): a plateau
    /// that ends within so many octaves of the one before lies on a slope.
    /// </summary>
    private const double LeastOctaves = 2;

    /// <summary>The buffers behind a set of visits, the first level first; empty where no number of pages costs more than its lines.</summary>
    /// <param name="visits">Both chains at many numbers of pages, best with several rounds.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static IReadOnlyList<TranslationBuffer> Detect(IReadOnlyList<PageVisit> visits, int seed)
    {
        var packed = PackedNanoseconds(visits);
        if (packed.Count < LeastSizes)
            return [];
        var costs = Costs(visits, packed);
        var steps = StepsOf(costs, packed);
        var resampled = new RoundBootstrap(costs).Draw(Resamples, seed).Select(drawn => StepsOf(drawn, packed)).ToArray();
        // What costs a line of the page tables, further from the core with every octave, looks like a level now and then, not every time.
        return [.. steps.Select(BufferOf).Where(buffer => buffer.Support >= DetectedLevel.LeastSupport)];

        TranslationBuffer BufferOf(Rise step)
        {
            var matches = resampled.Select(drawn => Match(drawn, step)).OfType<Rise>().ToArray();
            return new TranslationBuffer(
                Math.Sqrt(step.Fits * step.Misses),
                Math.Min(step.Fits, QuantileOf(matches, 0.025, match => match.Fits) ?? step.Fits),
                Math.Max(step.Misses, QuantileOf(matches, 0.975, match => match.Misses) ?? step.Misses),
                step.Nanoseconds,
                matches.Length / (double)Resamples);
        }
    }

    /// <summary>Time of a load of the packed chain by its lines: a low quantile, since a disturbed visit of it would hide a miss.</summary>
    private static Dictionary<double, double> PackedNanoseconds(IReadOnlyList<PageVisit> visits)
    {
        var (pages, dense) = LowQuantiles.BySize(visits.Select(visit => new Visit(visit.Pages, visit.DenseNs, visit.Round)), Quantile.Undisturbed);
        return pages.Zip(dense).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>
    /// What a load costs beyond its line, as latencies that the plateau search of caches can read: the latency of the nearest cache stands for a
    /// translation that costs nothing.
    /// </summary>
    private static Visit[] Costs(IReadOnlyList<PageVisit> visits, Dictionary<double, double> packed)
    {
        var nearest = packed.Values.Min();
        return [.. visits.Select(visit =>
            new Visit(visit.Pages, Math.Max(nearest, nearest + visit.SparseNs - packed[visit.Pages]), visit.Round))];
    }

    private static Rise[] StepsOf(IReadOnlyList<Visit> costs, Dictionary<double, double> packed)
    {
        var curve = LatencyCurve.Of(VisitsBySize.Of(costs), Quantile.Undisturbed);
        var plateaus = Plateaus(curve, packed);
        return [.. plateaus.Zip(plateaus.Skip(1), (below, above) =>
        {
            var step = above.Nanoseconds - below.Nanoseconds;
            var (fits, misses) = (below.First, above.Last);
            for (var i = below.First; i <= above.Last; i++)
            {
                var share = (curve.Nanoseconds[i] - below.Nanoseconds) / step;
                fits = share < 0.1 ? i : fits;
                misses = share > 0.5 ? Math.Min(misses, i) : misses;
            }

            return new Rise(curve.Bytes[fits], curve.Bytes[misses], step);
        })];
    }

    /// <summary>The plateaus of the cost, without those that are no level of buffers.</summary>
    private static IReadOnlyList<Plateau> Plateaus(LatencyCurve curve, Dictionary<double, double> packed)
    {
        var kept = new List<Plateau>();
        var nearest = packed.Values.Min();
        foreach (var plateau in Plateau.Find(curve))
        {
            // The whole load below the rise: its line where the rise is over, and what translation costs before it.
            if (kept.Count == 0
                || plateau.Nanoseconds - kept[^1].Nanoseconds >= LeastRise * (packed[curve.Bytes[plateau.First]] + kept[^1].Nanoseconds - nearest))
            {
                kept.Add(plateau);
            }
            else
            {
                kept[^1] = kept[^1] with { Last = plateau.Last };
            }
        }

        return [.. kept.Where((plateau, k) => k == 0 || k == kept.Count - 1
            || curve.Log2Bytes[plateau.Last] - curve.Log2Bytes[kept[k - 1].Last] >= LeastOctaves)];
    }

    private static Rise? Match(Rise[] steps, Rise sought)
    {
        double Distance(Rise step) => Math.Abs(Math.Log(step.Fits * step.Misses / (sought.Fits * sought.Misses))) / 2;
        return steps.MinBy(Distance) is { } nearest && Distance(nearest) < Math.Log(SameLevel) ? nearest : null;
    }

    private static double? QuantileOf(Rise[] matches, double quantile, Func<Rise, double> value) =>
        matches.Length == 0 ? null : Quantile.Interpolated([.. matches.Select(value).Order()], quantile);

    /// <summary>One rise of the cost.</summary>
    /// <param name="Fits">Most pages with less than 10 % of the rise.</param>
    /// <param name="Misses">Fewest pages with more than half of it.</param>
    /// <param name="Nanoseconds">The rise, ns.</param>
    private sealed record Rise(double Fits, double Misses, double Nanoseconds);
}
