namespace ButterE.Probe.Levels;

/// <summary>
/// A cache shared with strangers has no one capacity: what it grants changes from second to second. Each round gives one value, and
/// their quantiles are what can be counted on.
/// </summary>
internal static class CapacityOverTime
{
    private const int LeastRounds = 5;

    /// <summary>Quantiles p10, p50 and p90 of the capacity per round; null with too few rounds.</summary>
    /// <param name="visits">All visits.</param>
    /// <param name="from">Sizes up to here belong to lower levels.</param>
    /// <param name="to">Sizes from here on belong to higher levels.</param>
    /// <param name="threshold">Latency half-way, on a log scale, between this level and the next, ns.</param>
    public static IReadOnlyDictionary<string, double>? Quantiles(IReadOnlyList<Visit> visits, double from, double to, double threshold)
    {
        var capacities = visits.Where(visit => visit.Bytes >= from && visit.Bytes <= to).GroupBy(visit => visit.Round)
            .Select(round => CapacityOf([.. round.OrderBy(visit => visit.Bytes)], threshold)).Order().ToArray();
        return capacities.Length < LeastRounds
            ? null
            : new Dictionary<string, double>
            {
                ["p10"] = Quantile.Interpolated(capacities, 0.1),
                ["p50"] = Quantile.Interpolated(capacities, 0.5),
                ["p90"] = Quantile.Interpolated(capacities, 0.9),
            };
    }

    /// <summary>The size that best parts the fast visits of a round from its slow ones: single disturbed visits are outvoted.</summary>
    private static double CapacityOf(Visit[] ascending, double threshold)
    {
        var wrong = ascending.Count(visit => visit.Nanoseconds < threshold);
        var (fewest, split) = (wrong, 0);
        for (var i = 0; i < ascending.Length; i++)
        {
            wrong += ascending[i].Nanoseconds < threshold ? -1 : 1;
            if (wrong < fewest)
                (fewest, split) = (wrong, i + 1);
        }

        return split == 0 ? ascending[0].Bytes : split == ascending.Length ? ascending[^1].Bytes : Math.Sqrt(ascending[split - 1].Bytes * ascending[split].Bytes);
    }
}
