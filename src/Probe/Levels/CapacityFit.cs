namespace ButterE.Probe.Levels;

/// <summary>The capacity behind one transition of a latency curve, by the miss curve that fits it best.</summary>
/// <param name="Bytes">Capacity, bytes.</param>
/// <param name="ModelLow">Least capacity among the nearly equally good fits: what the choice of the policy leaves open.</param>
/// <param name="ModelHigh">Largest capacity among them.</param>
/// <param name="KneeBytes">Largest size with less than 10 % of the loads missing.</param>
/// <param name="EndBytes">Smallest size with more than 90 % missing.</param>
/// <param name="Curve">The miss curve that fits best.</param>
internal sealed record CapacityFit(double Bytes, double ModelLow, double ModelHigh, double KneeBytes, double EndBytes, MissCurve Curve)
{
    private const double LogStep = 0.01;

    /// <summary>Families whose squared error is within this factor of the best, or within the squared scatter below, have an equal say.</summary>
    private const double NearlyEqual = 1.5;

    /// <summary>An error of a single miss share below this is noise.</summary>
    private const double ScatterOfMissShare = 0.02;

    /// <summary>Fits the transition from one plateau to the next.</summary>
    public static CapacityFit Of(LatencyCurve curve, Plateau below, Plateau above)
    {
        // Half of each plateau takes part: enough flat points to hold the ends, and none of the neighbouring transitions.
        var first = (below.First + below.Last) / 2;
        var last = (above.First + above.Last + 1) / 2;
        var x = new double[last - first + 1];
        var missed = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Math.Log(curve.Bytes[first + i]);
            missed[i] = Math.Clamp((Math.Exp(curve.LogLatency[first + i]) - below.Nanoseconds) / (above.Nanoseconds - below.Nanoseconds), 0, 1);
        }

        var (knee, end) = Ends(curve, first, missed);
        var fits = MissCurve.All.Select(family => BestOf(family, x, missed, Math.Log(knee) - 0.7, Math.Log(end) + 0.7)).OrderBy(fit => fit.Error).ToArray();
        var tolerated = Math.Max(fits[0].Error * NearlyEqual, fits[0].Error + ScatterOfMissShare * ScatterOfMissShare);
        var near = fits.Where(fit => fit.Error <= tolerated).ToArray();
        var (low, high) = (near.Min(fit => fit.LogLow), near.Max(fit => fit.LogHigh));
        // The best of several nearly equal fits changes with the noise of the day and jumps by the distance of the families; their middle does not.
        return new CapacityFit(Math.Exp((low + high) / 2), Math.Exp(low), Math.Exp(high), knee, end, fits[0].Family);
    }

    /// <summary>
    /// The capacities that one family cannot tell apart: a cliff between two measured sizes fits wherever it stands between them, and its
    /// middle is the only unbiased answer.
    /// </summary>
    private static (MissCurve Family, double LogLow, double LogHigh, double Error) BestOf(MissCurve family, double[] x, double[] missed, double from, double to)
    {
        var errors = new double[(int)((to - from) / LogStep) + 1];
        for (var step = 0; step < errors.Length; step++)
        {
            for (var i = 0; i < x.Length; i++)
            {
                var difference = family.MissesAtLog(x[i] - (from + step * LogStep)) - missed[i];
                errors[step] += difference * difference;
            }
        }

        var least = errors.Min();
        var tolerated = least + ScatterOfMissShare * ScatterOfMissShare;
        var (low, high) = (Array.IndexOf(errors, least), Array.IndexOf(errors, least));
        while (low > 0 && errors[low - 1] <= tolerated)
            low--;
        while (high < errors.Length - 1 && errors[high + 1] <= tolerated)
            high++;
        return (family, from + low * LogStep, from + high * LogStep, least);
    }

    private static (double Knee, double End) Ends(LatencyCurve curve, int first, double[] missed)
    {
        var knee = Array.FindLastIndex(missed, share => share < 0.1);
        var end = Array.FindIndex(missed, share => share > 0.9);
        return (curve.Bytes[first + Math.Max(knee, 0)], curve.Bytes[first + (end < 0 ? missed.Length - 1 : end)]);
    }
}
