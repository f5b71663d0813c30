using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>Latency curves as they might have come out: the spread of what is computed from them is its uncertainty.</summary>
internal static class CurveBootstrap
{
    /// <summary>Curves resampled by rounds, since visits of one round share their interference; with a single round, by the scatter around the plateaus.</summary>
    public static IEnumerable<LatencyCurve> Of(IReadOnlyList<Visit> visits, LatencyCurve curve, IReadOnlyList<Plateau> plateaus, int resamples, int seed)
    {
        var rounds = new RoundBootstrap(visits);
        return rounds.Count > 1 ? rounds.Draw(resamples, seed).Select(LatencyCurve.Of) : ByScatter(curve, Scatter(curve, plateaus), resamples, seed);
    }

    private static IEnumerable<LatencyCurve> ByScatter(LatencyCurve curve, double scatter, int resamples, int seed)
    {
        var random = new SplitMix64((ulong)seed);
        for (var i = 0; i < resamples; i++)
        {
            var nanoseconds = new double[curve.Count];
            for (var k = 0; k < nanoseconds.Length; k++)
                nanoseconds[k] = Math.Exp(curve.LogLatency[k] + scatter * Gaussian(ref random));
            yield return LatencyCurve.Of(curve.Bytes, nanoseconds);
        }
    }

    /// <summary>Standard deviation of the log latency around the plateaus, by the median absolute deviation.</summary>
    private static double Scatter(LatencyCurve curve, IReadOnlyList<Plateau> plateaus)
    {
        var deviations = plateaus.SelectMany(p => curve.Nanoseconds[p.First..(p.Last + 1)].Select(ns => Math.Abs(Math.Log(ns / p.Nanoseconds)))).Order().ToArray();
        const double medianToSigma = 1.4826;
        return deviations.Length == 0 ? 0 : medianToSigma * Quantile.Interpolated(deviations, 0.5);
    }

    private static double Gaussian(ref SplitMix64 random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
