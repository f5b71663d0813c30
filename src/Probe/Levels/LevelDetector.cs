using ButterE.Probe.Caches;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>
/// Finds the levels of a memory hierarchy in a latency curve: low quantile per size, isotonic regression, optimal segmentation with a free
/// number of levels, capacities by policy-aware miss curves, and a bootstrap over rounds for intervals and support.
/// </summary>
public static class LevelDetector
{
    private const int Resamples = 100;
    private const int LeastSizes = 8;
    private const double LeastOctaves = 2;

    /// <summary>Sizes further apart than this hide where a level breaks, or the level. An octave, and room for sizes that were rounded.</summary>
    private const double MostOctavesApart = 1.05;

    /// <summary>With fewer undisturbed visits than this a single one may have moved a knee.</summary>
    private const double MostlyUndisturbed = 0.9;

    /// <summary>A level of a resample is the same level when their capacities differ by less than this factor.</summary>
    private const double SameLevel = 2;

    /// <summary>Detects the levels behind a set of visits.</summary>
    /// <param name="visits">Latencies at many sizes, best with several rounds.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="order">The chain of the visits; a random one also shows translation buffers, which are told from caches by their shape.</param>
    /// <param name="pages">How the pages behind the visits are known to lie, as the reach of translation tells; null leaves it to the curve.</param>
    /// <exception cref="InsufficientDataException">There are fewer than 8 sizes, they span fewer than two octaves, or leave a gap of more than one.</exception>
    public static LevelDetection Detect(IReadOnlyList<Visit> visits, int seed = 1, ChainOrder order = ChainOrder.Local, PagePlacement? pages = null)
    {
        ArgumentNullException.ThrowIfNull(visits);
        var bySize = VisitsBySize.Of(visits);
        var curve = LatencyCurve.Of(bySize, Quantile.Undisturbed);
        if (curve.Count < LeastSizes)
            throw new InsufficientDataException($"{curve.Count} different sizes: a latency curve needs at least {LeastSizes}");
        if (curve.Log2Bytes[^1] - curve.Log2Bytes[0] < LeastOctaves)
            throw new InsufficientDataException(
                $"the sizes span {curve.Log2Bytes[^1] - curve.Log2Bytes[0]:0.0} octaves: a latency curve needs at least {LeastOctaves:0}");

        for (var i = 1; i < curve.Count; i++)
        {
            if (curve.Log2Bytes[i] - curve.Log2Bytes[i - 1] > MostOctavesApart)
                throw new InsufficientDataException(
                    $"no sizes between {curve.Bytes[i - 1]:0} and {curve.Bytes[i]:0} bytes: a level may hide there; a latency curve needs one an octave");
        }

        var (quantile, plateaus) = (Quantile.Undisturbed, Plateau.Find(curve));
        var middle = UndisturbedVisits.MiddleOf(bySize, curve, plateaus);
        var middleCurve = LatencyCurve.Of(bySize, middle);
        // Where strangers share a cache only the fastest visits to it are undisturbed: above them its plateau dissolves into a ramp.
        if (Plateau.Find(middleCurve) is var found && found.Count >= plateaus.Count)
            (quantile, plateaus, curve) = (middle, found, middleCurve);
        var fits = CapacityFits.Of(curve, plateaus, order, pages);
        var fastestCurve = LatencyCurve.Of(bySize, UndisturbedVisits.Fastest);
        // A plateau of few visits may have none that was fast, and two plateaus then are one.
        var fastest = CapacityFits.Of(fastestCurve, [.. plateaus.Select(plateau => plateau.On(fastestCurve))], order, pages)
            .Where(fit => double.IsFinite(fit.Low) && double.IsFinite(fit.High)).ToArray();
        var resampled = CurveBootstrap.Of(visits, curve, Resamples, seed).Select(draw => LatencyCurve.Of(draw, quantile))
            .Select(drawn => CapacityFits.Of(drawn, Plateau.Find(drawn), order, pages)).ToArray();
        var support = resampled.Count(r => r.Length == fits.Length) / (double)resampled.Length;
        // A few rounds are a few draws of pages, and one disturbed visit at the knee moves it by a size; a first level knows only the latter.
        var isFew = bySize.Nanoseconds.Average(size => size.Length) < CurveBootstrap.LeastRounds;
        var isNoisy = UndisturbedVisits.ShareOf(bySize, curve, plateaus) < MostlyUndisturbed;
        var levels = new DetectedLevel[fits.Length];
        for (var i = 0; i < fits.Length; i++)
        {
            var matches = resampled.Select(r => Match(r, fits[i].Bytes)).OfType<double>().Order().ToArray();
            var fit = fits[i].With(fastest.MinBy(other => Math.Abs(Math.Log(other.Bytes / fits[i].Bytes))), isFirst: i == 0);
            // No draw of pages explains that visits to one size of a first level differ; then all that is sure is where every load misses.
            if (i == 0 && UndisturbedVisits.AreMostlyDisturbed(bySize, fit.KneeBytes, fit.EndBytes))
                fit = fit with { High = Math.Max(fit.High, fit.EndBytes) };
            var step = isFew && (isNoisy || i > 0) ? Math.Pow(2, curve.StepAt(fit.Bytes)) : 1;
            levels[i] = new DetectedLevel
            {
                CapacityBytes = fit.Bytes,
                CapacityLow = (matches.Length == 0 ? fit.Low : Math.Min(fit.Low, Quantile.Interpolated(matches, 0.025))) / step,
                CapacityHigh = (matches.Length == 0 ? fit.High : Math.Max(fit.High, Quantile.Interpolated(matches, 0.975))) * step,
                ImpliedExclusiveBytes = i == 0 ? null : fit.Bytes - levels[i - 1].CapacityBytes,
                LatencyNs = fit.NanosecondsBelow,
                Support = support,
                Recurrence = matches.Length / (double)resampled.Length,
                KneeBytes = fit.KneeBytes,
                EndBytes = fit.EndBytes,
                Availability = CapacityOverTime.Quantiles(visits,
                    from: i == 0 ? 0 : fits[i - 1].EndBytes,
                    to: i == fits.Length - 1 ? double.PositiveInfinity : fits[i + 1].KneeBytes,
                    threshold: Math.Sqrt(fit.NanosecondsBelow * fit.NanosecondsAbove)),
                Curve = fit.Curve,
            };
        }

        return new LevelDetection(levels, plateaus.Count == 0 ? null : plateaus[^1].Nanoseconds);
    }

    private static double? Match(CapacityFit[] fits, double bytes)
    {
        var nearest = fits.MinBy(fit => Math.Abs(Math.Log(fit.Bytes / bytes)))?.Bytes;
        return nearest is { } found && Math.Abs(Math.Log(found / bytes)) < Math.Log(SameLevel) ? found : null;
    }
}
