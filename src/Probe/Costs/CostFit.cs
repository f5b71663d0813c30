using ButterE.Probe.Levels;
using MathNet.Numerics.LinearAlgebra;

namespace ButterE.Probe.Costs;

/// <summary>
/// The two forms of a cost through the same visits, in the unit of the visits: a + m s inside each level, and a0 + sum of m_k B_k(s) over all of
/// them with non-negative coefficients. A resample of the rounds is fitted in the same way, so that intervals hold for derived numbers too.
/// </summary>
internal sealed class CostFit
{
    private readonly IReadOnlyList<DetectedLevel> caches;

    private CostFit(IReadOnlyList<DetectedLevel> caches, double[] bytes, double[] costs, double? lastCacheBytes)
    {
        this.caches = caches;
        LastCacheBytes = lastCacheBytes;
        (Bytes, Costs) = (bytes, costs);
        Inside = [.. Enumerable.Range(0, caches.Count + 1).Select(PointsInside)];
        Lines = [.. Inside.Select(points => AffineRegression.Fit([.. points.Select(i => bytes[i])], [.. points.Select(i => costs[i])]))];
        Served = FitServed();
        if (lastCacheBytes is null && Served is not null && caches.Count > 0)
            FitLastCache();
    }

    /// <summary>Capacity of the last cache in the basis, bytes; null without a cache or a fit.</summary>
    public double? LastCacheBytes { get; private set; }

    /// <summary>Working-set sizes, ascending.</summary>
    public double[] Bytes { get; }

    /// <summary>The cost at each size.</summary>
    public double[] Costs { get; }

    /// <summary>Indices of the points that each level serves alone, memory last.</summary>
    public int[][] Inside { get; }

    /// <summary>The affine form of each level; null with too few points.</summary>
    public (double A, double M)?[] Lines { get; }

    /// <summary>a0 and the m_k of the bytes-served form; null when the points cannot carry it.</summary>
    public double[]? Served { get; private set; }

    /// <summary>Fits a quantile of the visits.</summary>
    /// <param name="visits">The visits.</param>
    /// <param name="quantile">The quantile.</param>
    /// <param name="caches">The levels found by the chase.</param>
    /// <param name="lastCacheBytes">Capacity of the last cache in the basis; null to fit it too.</param>
    public static CostFit Of(IEnumerable<Visit> visits, double quantile, IReadOnlyList<DetectedLevel> caches, double? lastCacheBytes = null)
    {
        var (bytes, costs) = LowQuantiles.BySize(visits, quantile);
        return new CostFit(caches, bytes, costs, lastCacheBytes);
    }

    /// <summary>What the bytes-served form gives at a size; null when it was not fitted.</summary>
    public double? FittedAt(double bytes) =>
        Served is null ? null : Served[0] + ServedAt(bytes).Select((served, k) => served * Served[k + 1]).Sum();

    /// <summary>Root mean square of the relative residuals of the bytes-served form.</summary>
    public double? ServedResidual => Served is null ? null : RootMeanSquare(Bytes.Select((bytes, i) => FittedAt(bytes)!.Value / Costs[i] - 1));

    /// <summary>Root mean square of the relative residuals of the affine form of a level.</summary>
    public double? ResidualOf(int level) =>
        Lines[level] is var (a, m) ? RootMeanSquare(Inside[level].Select(i => (a + m * Bytes[i]) / Costs[i] - 1)) : null;

    /// <summary>
    /// Bytes of a larger set that the levels below still serve: from a = -(m - m below) R. Null for the first level, and where the slopes of
    /// the two levels are nearer than <see cref="LeastSlopeRatio"/>, because then any intercept gives any capacity.
    /// </summary>
    public double? InterceptCapacity(int level) =>
        level > 0 && Lines[level] is var (a, m) && Lines[level - 1] is var (_, below) && m > LeastSlopeRatio * below ? -a / (m - below) : null;

    private const double LeastSlopeRatio = 1.2;

    /// <summary>Condition number of the columns of the bytes-served form scaled to unit length; infinite when they are dependent.</summary>
    public double ConditionNumber()
    {
        var rows = Rows();
        var norms = rows.ColumnNorms(2);
        var used = Enumerable.Range(0, rows.ColumnCount).Where(column => norms[column] > 0).Select(column => rows.Column(column) / norms[column]);
        return Matrix<double>.Build.DenseOfColumnVectors(used).ConditionNumber();
    }

    private int[] PointsInside(int level)
    {
        var interior = Interior.Of(caches, level);
        return [.. Enumerable.Range(0, Bytes.Length).Where(i => interior.Contains(Bytes[i]))];
    }

    /// <summary>
    /// A last cache that strangers share is now large, now small, and the chase met it at another time than this traversal: with the chase's capacity
    /// the misfit across the transition would bend the cost of memory. So the capacity that fits best is found on a grid around the chase's.
    /// </summary>
    private void FitLastCache()
    {
        const int stepsPerOctave = 8, fewest = -8, most = 12;
        var best = (Bytes: caches[^1].CapacityBytes, Served, Residual: ServedResidual!.Value);
        for (var step = fewest; step <= most; step++)
        {
            LastCacheBytes = caches[^1].CapacityBytes * Math.Pow(2, (double)step / stepsPerOctave);
            Served = FitServed();
            if (ServedResidual < best.Residual)
                best = (LastCacheBytes.Value, Served, ServedResidual.Value);
        }

        (LastCacheBytes, Served, _) = best;
    }

    private double[] ServedAt(double bytes) => BytesServed.By(caches, bytes, LastCacheBytes);

    private double[]? FitServed() => Bytes.Length < 2 * (caches.Count + 2) || Costs.Any(cost => !(cost > 0))
        ? null
        : NonNegativeLeastSquares.Solve(Rows(), Vector<double>.Build.Dense(Bytes.Length, 1));

    /// <summary>Rows are divided by the cost: relative errors count, as a level spans decades of size.</summary>
    private Matrix<double> Rows()
    {
        var rows = Matrix<double>.Build.Dense(Bytes.Length, caches.Count + 2);
        for (var i = 0; i < Bytes.Length; i++)
        {
            rows[i, 0] = 1 / Costs[i];
            var served = ServedAt(Bytes[i]);
            for (var k = 0; k < served.Length; k++)
                rows[i, k + 1] = served[k] / Costs[i];
        }

        return rows;
    }

    private static double RootMeanSquare(IEnumerable<double> values) => Math.Sqrt(values.Average(value => value * value));
}
