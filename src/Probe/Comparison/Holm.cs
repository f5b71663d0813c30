namespace ButterE.Probe.Comparison;

/// <summary>Holm's step-down correction of several tests (Scandinavian Journal of Statistics 6, 1979).</summary>
internal static class Holm
{
    /// <summary>Corrected probabilities, in the same order: the k-th smallest of n times n - k + 1, not below the one before, at most 1.</summary>
    /// <param name="ascending">Probabilities, ascending.</param>
    public static double[] Adjust(IReadOnlyList<double> ascending)
    {
        var adjusted = new double[ascending.Count];
        for (var k = 0; k < adjusted.Length; k++)
            adjusted[k] = Math.Min(1, Math.Max(k == 0 ? 0 : adjusted[k - 1], (ascending.Count - k) * ascending[k]));
        return adjusted;
    }
}
