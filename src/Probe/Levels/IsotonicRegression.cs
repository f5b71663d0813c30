namespace ButterE.Probe.Levels;

/// <summary>
/// The closest non-decreasing sequence, by pooling adjacent violators. Closest in the sense of a quantile: each pool takes the quantile of all its
/// values, which minimises the sum of asymmetric absolute deviations (Robertson and Wright, Annals of Statistics 8, 1980). So a single value far
/// off moves nothing, and where sizes were visited once their neighbours stand in for repeated visits.
/// </summary>
internal static class IsotonicRegression
{
    /// <summary>Fits a non-decreasing sequence to rows of values.</summary>
    /// <param name="rows">Ascending values of each element, at least one.</param>
    /// <param name="quantile">Above 0 to 1; a pool takes the least of its values with at least this share of them at or below it.</param>
    public static double[] FitQuantile(IReadOnlyList<double[]> rows, double quantile)
    {
        var pools = new List<(double Value, double[] Ascending, int Rows)>(rows.Count);
        foreach (var row in rows)
        {
            var pool = (Value: QuantileOf(row, quantile), Ascending: row, Rows: 1);
            while (pools.Count > 0 && pools[^1].Value > pool.Value)
            {
                var merged = Merge(pools[^1].Ascending, pool.Ascending);
                pool = (QuantileOf(merged, quantile), merged, pools[^1].Rows + pool.Rows);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        var fitted = new double[rows.Count];
        var next = 0;
        foreach (var (value, _, count) in pools)
        {
            fitted.AsSpan(next, count).Fill(value);
            next += count;
        }

        return fitted;
    }

    private static double QuantileOf(double[] ascending, double quantile) =>
        ascending[Math.Max(0, (int)Math.Ceiling(ascending.Length * quantile) - 1)];

    private static double[] Merge(double[] first, double[] second)
    {
        var merged = new double[first.Length + second.Length];
        for (int i = 0, j = 0, k = 0; k < merged.Length; k++)
            merged[k] = j == second.Length || (i < first.Length && first[i] <= second[j]) ? first[i++] : second[j++];
        return merged;
    }
}
