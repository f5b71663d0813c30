namespace ButterE.Probe.Levels;

/// <summary>One value per working-set size.</summary>
internal static class LowQuantiles
{
    /// <summary>Ascending sizes and, for each, the order statistic at or below the quantile, ns.</summary>
    public static (double[] Bytes, double[] Nanoseconds) BySize(IEnumerable<Visit> visits, double quantile)
    {
        var sizes = visits.GroupBy(visit => visit.Bytes).OrderBy(size => size.Key).ToArray();
        return ([.. sizes.Select(size => size.Key)],
            [.. sizes.Select(size => Quantile.AtOrBelow(size.Select(visit => visit.Nanoseconds).Order().ToArray(), quantile))]);
    }
}
