namespace ButterE.Probe.Levels;

/// <summary>The closest non-decreasing sequence in the sense of least squares, by pooling adjacent violators.</summary>
internal static class IsotonicRegression
{
    /// <summary>Fits a non-decreasing sequence to <paramref name="values"/>; equal weights.</summary>
    public static double[] Fit(ReadOnlySpan<double> values)
    {
        var means = new double[values.Length];
        var lengths = new int[values.Length];
        var pools = 0;
        foreach (var value in values)
        {
            means[pools] = value;
            lengths[pools++] = 1;
            while (pools > 1 && means[pools - 2] > means[pools - 1])
            {
                var length = lengths[pools - 2] + lengths[pools - 1];
                means[pools - 2] = (means[pools - 2] * lengths[pools - 2] + means[pools - 1] * lengths[pools - 1]) / length;
                lengths[pools-- - 2] = length;
            }
        }

        var fitted = new double[values.Length];
        var next = 0;
        for (var pool = 0; pool < pools; pool++)
        {
            fitted.AsSpan(next, lengths[pool]).Fill(means[pool]);
            next += lengths[pool];
        }

        return fitted;
    }
}
