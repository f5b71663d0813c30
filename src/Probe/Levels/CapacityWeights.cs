using ButterE.Probe.Caches;

namespace ButterE.Probe.Levels;

/// <summary>
/// How well every miss curve at every capacity explains a transition. Several policies fit nearly equally well with different capacities; weighing
/// all of them by their likelihood, rather than taking the best, keeps the answer from jumping between them and says how far apart they are.
/// </summary>
internal sealed class CapacityWeights
{
    /// <summary>How far a capacity may lie below the first misses and above the last hits, in its logarithm.</summary>
    private const double LogMargin = 0.35;

    /// <summary>
    /// No curve of the families is exactly that of a real cache: an interval reaches at least so far either way, in the logarithm of the capacity. Beyond
    /// the first level, which is indexed inside a page, some caches cannot be told apart at all: tree replacement and least-recently-used on scattered
    /// pages, an exclusive level with random replacement and a smaller ordinary one, slices behind a hash and scattered pages.
    /// </summary>
    private const double LeastUncertaintyOfFirst = 0.02, LeastUncertainty = 0.06;

    /// <summary>
    /// Odds against random replacement: a few designs have it, most approximate least-recently-used. On contiguous memory its curve is much like
    /// that of a cache a third larger with scattered pages, and noise should not decide between the two.
    /// </summary>
    private const double OddsAgainstRandom = 10;

    private const double PageBytes = 4096;
    private const double WaysDeviationOctaves = 0.5;

    /// <summary>Ways larger than a page are unlikely, not excluded: the prior weighs no more than two deviations.</summary>
    private const double MostWaysPenalty = 4;

    /// <summary>Beyond this error a weight is nothing.</summary>
    private const double Hopeless = 60;

    /// <summary>Misfit of a share that even the right curve shows: pages drawn, laps not yet steady, neighbouring levels.</summary>
    private const double ShareMisfit = 0.03;

    /// <summary>Relative scatter of a low quantile of latencies.</summary>
    private const double LatencyScatter = 0.01;

    /// <summary>A level lies on memory placed otherwise than the others' only by a hash: no more certain than this.</summary>
    private const double MostCertain = 0.95;

    private readonly Transition transition;
    private readonly IReadOnlyList<MissCurve> families;
    private readonly double from;
    private readonly double[][] weights;
    private readonly double[] evidence = [1e-300, 1e-300];
    private readonly bool isTranslation, isFirst;

    /// <summary>Weighs the families against a transition.</summary>
    /// <param name="transition">The transition.</param>
    /// <param name="isFirst">Whether the level is the closest to the core.</param>
    /// <param name="canBeExclusive">Whether the level may be a victim cache.</param>
    /// <param name="onlyScattered">Whether its pages are known to be scattered.</param>
    public CapacityWeights(Transition transition, bool isFirst, bool canBeExclusive, bool onlyScattered)
    {
        (this.transition, this.isFirst) = (transition, isFirst);
        families = MissCurve.Families(canBeExclusive, onlyScattered);
        from = Math.Log(transition.Knee) - LogMargin;
        var steps = (int)((Math.Log(transition.End) + LogMargin - from) / MissCurve.LogStep) + 1;
        weights = [.. families.Select(family => Errors(family, steps))];
        isTranslation = TranslationError(steps) < weights.Min(errors => errors.Min());
        if (isFirst)
            ExpectWaysOfPages();
        ExpectFewWithRandomReplacement();
        var least = weights.Min(errors => errors.Min());
        for (var f = 0; f < weights.Length; f++)
        {
            foreach (ref var weight in weights[f].AsSpan())
            {
                weight = weight - least > Hopeless ? 0 : Math.Exp((least - weight) / 2);
                evidence[(int)families[f].Pages] += weight;
            }
        }
    }

    /// <summary>Share of the evidence for contiguous memory, never quite certain.</summary>
    public double ShareContiguous => Math.Clamp(
        Evidence(PagePlacement.Contiguous) / (Evidence(PagePlacement.Contiguous) + Evidence(PagePlacement.Scattered)), 1 - MostCertain, MostCertain);

    /// <summary>Sum of the weights of one placement.</summary>
    public double Evidence(PagePlacement placement) => evidence[(int)placement];

    /// <summary>The capacity, given how much contiguous memory is to be believed.</summary>
    public CapacityFit Fit(double shareContiguous)
    {
        var byPlacement = new[] { shareContiguous / Evidence(PagePlacement.Contiguous), (1 - shareContiguous) / Evidence(PagePlacement.Scattered) };
        var marginal = new double[weights[0].Length];
        var (best, mostWeight) = (families[0], 0.0);
        for (var f = 0; f < weights.Length; f++)
        {
            var factor = byPlacement[(int)families[f].Pages];
            var most = 0.0;
            for (var step = 0; step < marginal.Length; step++)
            {
                marginal[step] += factor * weights[f][step];
                most = Math.Max(most, factor * weights[f][step]);
            }

            if (most > mostWeight)
                (best, mostWeight) = (families[f], most);
        }

        var sum = marginal.Sum();
        var mean = marginal.Select((weight, step) => weight * step).Sum() / sum;
        var least = (isFirst ? LeastUncertaintyOfFirst : LeastUncertainty) / MissCurve.LogStep;
        var low = Math.Min(QuantileOf(marginal, 0.025 * sum), mean - least);
        var high = Math.Max(QuantileOf(marginal, 0.975 * sum), mean + least);
        // Where a cliff lies between two sizes the curves still have an opinion, by their associativities; a curve of another kind could
        // break anywhere between them.
        var (bottom, top) = transition.IsCliff ? (transition.Knee, transition.End) : (double.PositiveInfinity, 0);
        return new CapacityFit(At(mean), Math.Min(At(low), bottom), Math.Max(At(high), top), transition.Knee, transition.End, best, isTranslation);
    }

    private double At(double step) => Math.Exp(from + step * MissCurve.LogStep);

    private static double QuantileOf(double[] marginal, double left)
    {
        var step = 0;
        while (step < marginal.Length - 1 && left > marginal[step])
            left -= marginal[step++];
        return step;
    }

    private void ExpectFewWithRandomReplacement()
    {
        for (var f = 0; f < weights.Length; f++)
        {
            for (var step = 0; families[f].Policy == ReplacementPolicy.Random && step < weights[f].Length; step++)
                weights[f][step] += 2 * Math.Log(OddsAgainstRandom);
        }
    }

    /// <summary>
    /// A first-level cache is indexed by the offset inside a page, while the page is translated: its ways are mostly as large as a page. Where the
    /// shape alone leaves the associativity open, this is what is more likely.
    /// </summary>
    private void ExpectWaysOfPages()
    {
        for (var f = 0; f < weights.Length; f++)
        {
            for (var step = 0; step < weights[f].Length; step++)
            {
                var octaves = Math.Log2(families[f].Ways * PageBytes / At(step)) / WaysDeviationOctaves;
                weights[f][step] += Math.Min(MostWaysPenalty, octaves * octaves);
            }
        }
    }

    /// <summary>
    /// Least error of a translation buffer: of random loads over n pages it serves those to the E pages that it holds, so that 1 - E / n of them
    /// miss, a share that goes on rising long after every cache of that capacity misses always.
    /// </summary>
    private double TranslationError(int steps)
    {
        var least = double.PositiveInfinity;
        for (var step = 0; step < steps; step++)
        {
            double Misses(double logBytes) => Math.Max(0, 1 - Math.Exp(from + step * MissCurve.LogStep - logBytes));
            // The plateau above stands where the sweep or the next level ends it, short of the last share: the height is free.
            var (product, square) = (0.0, 0.0);
            for (var i = 0; i < transition.Missed.Length; i++)
            {
                var misses = Misses(transition.LogBytes[i]);
                product += misses * transition.Missed[i];
                square += misses * misses;
            }

            var error = 0.0;
            for (var i = 0; i < transition.Missed.Length && square > 0; i++)
            {
                var difference = product / square * Misses(transition.LogBytes[i]) - transition.Missed[i];
                error += Precision(i) * difference * difference;
            }

            least = square > 0 ? Math.Min(least, error) : least;
        }

        return least;
    }

    private double Precision(int i)
    {
        var scatter = LatencyScatter * transition.LogLatencySlope[i];
        return 1 / (ShareMisfit * ShareMisfit + scatter * scatter);
    }

    /// <summary>Squared errors in units of their expected scatter, for capacities in equal steps of their logarithm.</summary>
    private double[] Errors(MissCurve family, int steps)
    {
        var errors = new double[steps];
        var shares = new double[steps];
        for (var i = 0; i < transition.LogBytes.Length; i++)
        {
            var precision = Precision(i);
            family.MissesAtLog(transition.LogBytes[i] - from, shares);
            for (var step = 0; step < steps; step++)
            {
                var difference = shares[step] - transition.Missed[i];
                errors[step] += precision * difference * difference;
            }
        }

        return errors;
    }
}
