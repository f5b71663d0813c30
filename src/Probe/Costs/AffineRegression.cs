namespace ButterE.Probe.Costs;

/// <summary>A line a + m s through measured times, by least squares on relative errors: a level spans decades of working-set size.</summary>
internal static class AffineRegression
{
    /// <summary>Intercept and slope; null with fewer than three points or equal sizes.</summary>
    public static (double A, double M)? Fit(ReadOnlySpan<double> bytes, ReadOnlySpan<double> seconds)
    {
        if (bytes.Length < 3)
            return null;
        // Weights 1 / seconds^2 turn absolute into relative residuals.
        var (w, wx, wy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < bytes.Length; i++)
        {
            var weight = 1 / (seconds[i] * seconds[i]);
            w += weight;
            wx += weight * bytes[i];
            wy += weight * seconds[i];
        }

        var (meanX, meanY) = (wx / w, wy / w);
        var (xx, xy) = (0.0, 0.0);
        for (var i = 0; i < bytes.Length; i++)
        {
            var weight = 1 / (seconds[i] * seconds[i]);
            xx += weight * (bytes[i] - meanX) * (bytes[i] - meanX);
            xy += weight * (bytes[i] - meanX) * (seconds[i] - meanY);
        }

        return xx > 0 ? (meanY - xy / xx * meanX, xy / xx) : null;
    }
}
