namespace ButterE.Engine.Model;

/// <summary>
/// Finds k ≥ 0 that minimises Σ wᵢ ρ(ln(xᵢ·k / yᵢ)), so that no order of magnitude of the measured values outweighs another.
/// ρ(r) = r² is the objective of section 7 of the paper. With a scale c it is 2c² (√(1 + r²/c²) − 1): r² for small r, 2c|r| for large,
/// so that the pull of a run that something disturbed is bounded. Newton's method with a bounded step: every iteration is a small non-negative
/// least-squares problem, columns scaled to unit norm relative to the measurements.
/// </summary>
internal sealed class LogRatioFit
{
    /// <summary>Iterations after which a minimisation is given up as good enough; Newton's method takes ten or so.</summary>
    internal const int MostIterations = 500;

    private readonly double robustScale;
    private readonly double[][] rows;
    private readonly double[] logs;
    private readonly double[] scale;

    /// <summary>Prepares a fit.</summary>
    /// <param name="rows">x: one array of non-negative counts for each run, none of its columns zero throughout.</param>
    /// <param name="measured">y: positive.</param>
    /// <param name="robustScale">c: log ratios far beyond it count by their size and not its square; infinite for the paper's objective.</param>
    public LogRatioFit(IReadOnlyList<double[]> rows, IReadOnlyList<double> measured, double robustScale = double.PositiveInfinity)
    {
        this.robustScale = robustScale;
        var columns = rows[0].Length;
        scale = new double[columns];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < columns; j++)
                scale[j] += rows[i][j] / measured[i] * (rows[i][j] / measured[i]);
        }

        for (var j = 0; j < columns; j++)
            scale[j] = 1 / Math.Sqrt(scale[j]);
        this.rows = [.. rows.Select(row => Scaled(row, scale))];
        logs = [.. measured.Select(value => Math.Log(value))];
    }

    /// <summary>Fits to all rows.</summary>
    /// <param name="start">Where to start; null for the fit of least relative errors, which is convex.</param>
    public double[] Minimise(double[]? start = null) => Minimise(null, start);

    /// <summary>Fits to a weighted choice of rows.</summary>
    /// <param name="weights">How often each row counts; null for once each.</param>
    /// <param name="start">Where to start; null for the fit of least relative errors.</param>
    /// <param name="iterations">Iterations to spend at most.</param>
    /// <exception cref="ArgumentException">A start is negative, or zero throughout.</exception>
    public double[] Minimise(int[]? weights, double[]? start, int iterations = MostIterations)
    {
        var point = start is null ? LeastRelativeErrors(weights) : InScaledUnits(start);
        Balance(point, weights);
        var value = Objective(point, weights);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var (hessian, gradient) = Derivatives(point, weights);
            var step = NonNegativeQuadratic.Step(hessian, gradient, point);
            var slope = 0.0;
            for (var j = 0; j < step.Length; j++)
                slope += gradient[j] * step[j];
            // Newton's error squares with every step: after one whose expected gain is this small, nothing visible remains.
            var isLast = slope > -1e-10 * value;
            if (!TryDescend(ref point, ref value, step, slope, weights) || isLast)
                break;
        }

        return Scaled(point, scale);
    }

    /// <summary>Half the objective at some coefficients.</summary>
    public double HalfObjective(double[] coefficients) => Objective(InScaledUnits(coefficients), null);

    /// <summary>
    /// With which power of a common factor of all log ratios the objective grows at some coefficients, Σ ρ′(r) r / Σ ρ(r): 2 for squares, towards 1
    /// for a tight scale. What turns a ratio of objectives into one of likelihoods at an unknown spread.
    /// </summary>
    public double Growth(double[] coefficients)
    {
        var point = InScaledUnits(coefficients);
        double slope = 0, sum = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var residual = Math.Log(Dot(rows[i], point)) - logs[i];
            slope += 2 * residual * residual / Math.Sqrt(1 + residual / robustScale * (residual / robustScale));
            sum += Loss(residual);
        }

        return sum > 0 ? slope / sum : 2;
    }

    /// <summary>Gradient of half the objective with respect to the coefficients: Σ wᵢ ρ′(rᵢ)/2 xᵢ / (xᵢ·k).</summary>
    public double[] GradientAt(double[] coefficients)
    {
        var (_, gradient) = Derivatives(InScaledUnits(coefficients), null);
        return [.. gradient.Select((slope, j) => slope / scale[j])];
    }

    /// <summary>Goes along the step as far as it lowers the objective; false when it lowers it no more.</summary>
    private bool TryDescend(ref double[] point, ref double value, double[] step, double slope, int[]? weights)
    {
        // Below this the expected gain drowns in the rounding of the sum.
        if (!(slope < -1e-15 * (value + 1e-18)))
            return false;
        for (var share = 1.0; share > 1e-12; share /= 2)
        {
            var candidate = new double[point.Length];
            for (var j = 0; j < candidate.Length; j++)
                candidate[j] = Math.Max(0, point[j] + share * step[j]);
            var reached = Objective(candidate, weights);
            if (reached > value + 1e-4 * share * slope)
                continue;
            (point, value) = (candidate, reached);
            return true;
        }

        return false;
    }

    /// <summary>The convex problem min Σ wᵢ (xᵢ·k / yᵢ − 1)², which is the first order of the objective about a perfect fit.</summary>
    private double[] LeastRelativeErrors(int[]? weights)
    {
        var columns = scale.Length;
        var (hessian, gradient) = (new double[columns, columns], new double[columns]);
        for (var i = 0; i < rows.Length; i++)
            Accumulate(hessian, gradient, rows[i], Math.Exp(-logs[i]), -1, 1, weights?[i] ?? 1);
        Mirror(hessian);
        var point = NonNegativeQuadratic.Step(hessian, gradient, new double[columns]);
        // A run all of whose terms came out zero would have no logarithm.
        var floor = 1e-9 * Math.Max(point.Sum(), double.Epsilon);
        return [.. point.Select(coordinate => Math.Max(coordinate, floor))];
    }

    /// <summary>
    /// Gradient and Hessian of half the objective. Curvature that would be negative, far above the measured value, is kept slightly
    /// positive; that of the bounded pull is the parabola's that touches it from above, which only ever descends.
    /// </summary>
    private (double[,] Hessian, double[] Gradient) Derivatives(double[] point, int[]? weights)
    {
        var columns = scale.Length;
        var (hessian, gradient) = (new double[columns, columns], new double[columns]);
        for (var i = 0; i < rows.Length; i++)
        {
            if (weights?[i] == 0)
                continue;
            var predicted = Dot(rows[i], point);
            var residual = Math.Log(predicted) - logs[i];
            var pull = 1 / Math.Sqrt(1 + residual / robustScale * (residual / robustScale));
            Accumulate(hessian, gradient, rows[i], 1 / predicted, residual, Math.Max(1 - residual, 0.1), (weights?[i] ?? 1) * pull);
        }

        Mirror(hessian);
        return (hessian, gradient);
    }

    private static void Accumulate(double[,] hessian, double[] gradient, double[] row, double factor, double residual, double curvature, double weight)
    {
        for (var j = 0; j < row.Length; j++)
        {
            var weighted = weight * row[j] * factor;
            gradient[j] += weighted * residual;
            for (var l = 0; l <= j; l++)
                hessian[j, l] += weighted * curvature * row[l] * factor;
        }
    }

    private static void Mirror(double[,] hessian)
    {
        for (var j = 0; j < hessian.GetLength(0); j++)
        {
            for (var l = 0; l < j; l++)
                hessian[l, j] = hessian[j, l];
        }
    }

    /// <summary>Scales a start so that its mean log ratio is zero, which any optimum of the paper's objective fulfils.</summary>
    private void Balance(double[] point, int[]? weights)
    {
        double sum = 0, count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            if (weight == 0)
                continue;
            sum += weight * (Math.Log(Dot(rows[i], point)) - logs[i]);
            count += weight;
        }

        if (!double.IsFinite(sum))
            throw new ArgumentException("the start predicts nothing for some run", nameof(point));
        var factor = Math.Exp(-sum / count);
        for (var j = 0; j < point.Length; j++)
            point[j] *= factor;
    }

    private double Objective(double[] point, int[]? weights)
    {
        double sum = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            if (weight == 0)
                continue;
            var residual = Math.Log(Dot(rows[i], point)) - logs[i];
            sum += weight * Loss(residual);
        }

        return sum / 2;
    }

    private double Loss(double residual) => double.IsInfinity(robustScale)
        ? residual * residual
        : 2 * robustScale * robustScale * (Math.Sqrt(1 + residual / robustScale * (residual / robustScale)) - 1);

    private double[] InScaledUnits(double[] coefficients)
    {
        var point = new double[coefficients.Length];
        for (var j = 0; j < point.Length; j++)
            point[j] = coefficients[j] / scale[j];
        return point;
    }

    private static double[] Scaled(double[] row, double[] scale)
    {
        var scaled = new double[row.Length];
        for (var j = 0; j < row.Length; j++)
            scaled[j] = row[j] * scale[j];
        return scaled;
    }

    private static double Dot(double[] row, double[] point)
    {
        double sum = 0;
        for (var j = 0; j < row.Length; j++)
            sum += row[j] * point[j];
        return sum;
    }
}
