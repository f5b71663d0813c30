using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>Visits as they might have come out: the spread of what is computed from them is its uncertainty.</summary>
internal static class CurveBootstrap
{
    /// <summary>With fewer rounds a resample of rounds repeats itself: single visits are resampled instead.</summary>
    public const int LeastRounds = 5;

    /// <summary>
    /// Resamples by rounds, since visits of one round share their interference; with few rounds, the curve times the visits' own deviations from it.
    /// </summary>
    public static IEnumerable<VisitsBySize> Of(IReadOnlyList<Visit> visits, LatencyCurve curve, int resamples, int seed)
    {
        var rounds = new RoundBootstrap(visits);
        return rounds.Count >= LeastRounds
            ? rounds.Draw(resamples, seed).Select(VisitsBySize.Of)
            : ByDeviations(VisitsBySize.Of(visits), curve, resamples, seed);
    }

    private static IEnumerable<VisitsBySize> ByDeviations(VisitsBySize visits, LatencyCurve curve, int resamples, int seed)
    {
        var deviations = visits.Nanoseconds.SelectMany((row, i) => row.Select(ns => ns / curve.Nanoseconds[i])).ToArray();
        var random = new SplitMix64((ulong)seed);
        for (var resample = 0; resample < resamples; resample++)
        {
            var rows = new double[curve.Count][];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = new double[visits.Nanoseconds[i].Length];
                for (var visit = 0; visit < rows[i].Length; visit++)
                    rows[i][visit] = curve.Nanoseconds[i] * deviations[random.Below(deviations.Length)];
            }

            yield return visits.With(rows);
        }
    }
}
