using ButterE.Probe.Levels;
using ButterE.Probe.Profile;
using MathNet.Numerics.LinearAlgebra;

namespace ButterE.Probe.Costs;

/// <summary>Turns the visits of one traversal into its cost: the paper's a + m s per level, and the bytes-served form over all levels.</summary>
internal static class TraversalCostFit
{
    private const int Resamples = 200;

    /// <summary>Fits one kind of traversal.</summary>
    /// <param name="kind">Its name.</param>
    /// <param name="passes">Visits in ns per pass over the whole working set.</param>
    /// <param name="caches">The levels found by the chase.</param>
    /// <param name="names">Names of these levels and, last, of memory.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="secondsPerPoint">What to publish as the time of a point, from bytes and seconds per pass (the chase publishes seconds per load).</param>
    public static TraversalCost Fit(string kind, IReadOnlyList<Visit> passes, IReadOnlyList<DetectedLevel> caches, IReadOnlyList<string> names, int seed,
        Func<double, double, double> secondsPerPoint)
    {
        var (bytes, low) = Seconds(passes, Quantile.Undisturbed);
        var (_, median) = Seconds(passes, 0.5);
        var rounds = passes.GroupBy(visit => visit.Bytes).ToDictionary(size => size.Key, size => size.Count());
        var served = FitServed(bytes, low, caches);
        var levels = names.Select((name, k) => FitLevel(name, passes, Interior.Of(caches, k), seed) with { ServedSecondsPerByte = served?[k + 1] });
        return new TraversalCost(kind, [.. levels])
        {
            ConstantSeconds = served?[0],
            Points = [.. bytes.Select((size, i) => new TraversalPoint(size, secondsPerPoint(size, low[i]), secondsPerPoint(size, median[i]), rounds[size]))],
        };
    }

    /// <summary>The affine cost inside one level, with transitions left out: a fit across one bends the slope and turns the sign of the intercept.</summary>
    private static AffineCost FitLevel(string name, IReadOnlyList<Visit> passes, Interior interior, int seed)
    {
        var inside = passes.Where(visit => interior.Contains(visit.Bytes)).ToArray();
        var (bytes, seconds) = Seconds(inside, Quantile.Undisturbed);
        if (AffineRegression.Fit(bytes, seconds) is not var (a, m))
            return new AffineCost(name, null);
        var bootstrap = new RoundBootstrap(inside);
        var fits = bootstrap.Count < 3
            ? []
            : bootstrap.Draw(Resamples, seed).Select(draw => Seconds(draw, Quantile.Undisturbed)).Select(s => AffineRegression.Fit(s.Bytes, s.Seconds))
                .OfType<(double A, double M)>().ToArray();
        var (aLow, aHigh) = Interval(a, fits.Select(fit => fit.A));
        var (mLow, mHigh) = Interval(m, fits.Select(fit => fit.M));
        return new AffineCost(name, new AffineFit(a, aLow, aHigh, m, mLow, mHigh), null, bytes[0], bytes[^1]);
    }

    /// <summary>a0 and m_k of T(s) = a0 + sum of m_k B_k(s), non-negative, on relative errors; null when the points cannot carry it.</summary>
    private static double[]? FitServed(double[] bytes, double[] seconds, IReadOnlyList<DetectedLevel> caches)
    {
        var unknowns = caches.Count + 2;
        if (bytes.Length < 2 * unknowns)
            return null;
        var rows = Matrix<double>.Build.Dense(bytes.Length, unknowns);
        for (var i = 0; i < bytes.Length; i++)
        {
            rows[i, 0] = 1 / seconds[i];
            var served = BytesServed.By(caches, bytes[i]);
            for (var k = 0; k < served.Length; k++)
                rows[i, k + 1] = served[k] / seconds[i];
        }

        return NonNegativeLeastSquares.Solve(rows, Vector<double>.Build.Dense(bytes.Length, 1));
    }

    private static (double? Low, double? High) Interval(double estimate, IEnumerable<double> resampled)
    {
        var ascending = resampled.Order().ToArray();
        return ascending.Length == 0
            ? (null, null)
            : (Math.Min(estimate, Quantile.Interpolated(ascending, 0.025)), Math.Max(estimate, Quantile.Interpolated(ascending, 0.975)));
    }

    private static (double[] Bytes, double[] Seconds) Seconds(IEnumerable<Visit> passes, double quantile)
    {
        var (bytes, nanoseconds) = LowQuantiles.BySize(passes, quantile);
        return (bytes, [.. nanoseconds.Select(ns => ns * 1e-9)]);
    }
}
