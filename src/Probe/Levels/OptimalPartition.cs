namespace ButterE.Probe.Levels;

/// <summary>
/// Cuts a sequence into constant pieces: least squares plus a penalty per piece, solved exactly by dynamic programming with the number
/// of pieces free (optimal partitioning; Jackson et al., IEEE Signal Processing Letters 12, 2005).
/// </summary>
internal static class OptimalPartition
{
    /// <summary>Pieces as ranges of indices, in order.</summary>
    /// <param name="values">The sequence.</param>
    /// <param name="penalty">What one more piece must save in squared error.</param>
    public static IReadOnlyList<Range> Cut(ReadOnlySpan<double> values, double penalty)
    {
        var n = values.Length;
        var (sums, squares) = (new double[n + 1], new double[n + 1]);
        for (var i = 0; i < n; i++)
        {
            sums[i + 1] = sums[i] + values[i];
            squares[i + 1] = squares[i] + values[i] * values[i];
        }

        var (best, start) = (new double[n + 1], new int[n + 1]);
        best[0] = -penalty;
        for (var end = 1; end <= n; end++)
        {
            best[end] = double.PositiveInfinity;
            for (var from = 0; from < end; from++)
            {
                var sum = sums[end] - sums[from];
                var cost = best[from] + penalty + (squares[end] - squares[from] - sum * sum / (end - from));
                if (cost < best[end])
                    (best[end], start[end]) = (cost, from);
            }
        }

        var pieces = new List<Range>();
        for (var end = n; end > 0; end = start[end])
            pieces.Insert(0, start[end]..end);
        return pieces;
    }
}
