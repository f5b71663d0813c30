namespace ButterE.Probe.Levels;

/// <summary>
/// Which quantile of the visits to a size stands for it. Interference only ever adds time, so the undisturbed visits are the fastest ones, and the
/// middle of these is what a quiet machine would show. Below the middle the curve would show the luckiest draws of pages, and too large caches.
/// </summary>
internal static class UndisturbedVisits
{
    /// <summary>The quantile that stands for the fastest visits: the first of a few, and of many not the single luckiest.</summary>
    public const double Fastest = 0.03;

    private const double Tolerance = 1.1;

    /// <summary>Whether at most sizes of a stretch most visits were slower than the fastest: none of them need have been undisturbed.</summary>
    public static bool AreMostlyDisturbed(VisitsBySize visits, double from, double to)
    {
        var slower = visits.Bytes.Zip(visits.Nanoseconds).Where(size => size.First >= from && size.First <= to)
            .Select(size => size.Second.Count(ns => ns > Tolerance * size.Second[0]) / (double)size.Second.Length).ToArray();
        return slower.Count(share => share > 0.5) > slower.Length / 2;
    }

    /// <summary>Half the share of visits that are undisturbed; at least the usual low quantile.</summary>
    public static double MiddleOf(VisitsBySize visits, LatencyCurve curve, IReadOnlyList<Plateau> plateaus) =>
        Math.Max(Quantile.Undisturbed, 0.5 * ShareOf(visits, curve, plateaus));

    /// <summary>Share of the visits to the plateaus that are no slower than their plateau; 0 without plateaus.</summary>
    public static double ShareOf(VisitsBySize visits, LatencyCurve curve, IReadOnlyList<Plateau> plateaus)
    {
        var deviations = plateaus.SelectMany(plateau => Enumerable.Range(plateau.First, plateau.Last - plateau.First + 1))
            .SelectMany(i => visits.Nanoseconds[i].Select(ns => ns / curve.Nanoseconds[i])).ToArray();
        return deviations.Length == 0 ? 0 : deviations.Count(deviation => deviation < Tolerance) / (double)deviations.Length;
    }
}
