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

    /// <summary>Fits whose squared error is within this factor of the best, or within the squared scatter below, count as equally good.</summary>
    private const double NearlyEqual = 1.5;

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
        var near = fits.Where(fit => fit.Error <= tolerated).Select(fit => Math.Exp(fit.LogCapacity)).ToArray();
        return new CapacityFit(Math.Exp(fits[0].LogCapacity), near.Min(), near.Max(), knee, end, fits[0].Family);
    }

    private static (MissCurve Family, double LogCapacity, double Error) BestOf(MissCurve family, double[] x, double[] missed, double from, double to)
    {
        var best = (family, from, Error: double.PositiveInfinity);
        for (var logCapacity = from; logCapacity <= to; logCapacity += LogStep)
        {
            var error = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                var difference = family.MissesAtLog(x[i] - logCapacity) - missed[i];
                error += difference * difference;
            }

            if (error < best.Error)
                best = (family, logCapacity, error);
        }

        return best;
    }

    private static (double Knee, double End) Ends(LatencyCurve curve, int first, double[] missed)
    {
        var knee = Array.FindLastIndex(missed, share => share < 0.1);
        var end = Array.FindIndex(missed, share => share > 0.9);
        return (curve.Bytes[first + Math.Max(knee, 0)], curve.Bytes[first + (end < 0 ? missed.Length - 1 : end)]);
    }
}
