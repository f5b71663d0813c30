using MathNet.Numerics.LinearAlgebra;

namespace ButterE.Engine.Model;

/// <summary>
/// Minimises ½ dᵀGd + gᵀd over steps d that keep k + d ≥ 0, by the primal active-set method (Lawson and Hanson's idea, started warm).
/// </summary>
internal static class NonNegativeQuadratic
{
    // Columns have about unit norm. The ridge only shortens steps along directions that rounding cannot see: the caller iterates
    // on steps, so that the point it converges to is not biased by it.
    private const double Ridge = 1e-13;
    private const double GradientTolerance = 1e-12;

    /// <summary>Takes the best step.</summary>
    /// <param name="hessian">G, symmetric and positive semi-definite.</param>
    /// <param name="gradient">g at k.</param>
    /// <param name="point">k, non-negative.</param>
    /// <returns>The step d.</returns>
    public static double[] Step(double[,] hessian, double[] gradient, double[] point)
    {
        var n = point.Length;
        var step = new double[n];
        var free = new List<int>();
        for (var j = 0; j < n; j++)
        {
            if (point[j] > 0)
                free.Add(j);
        }

        for (var round = 0; round < 20 * n; round++)
        {
            if (free.Count > 0 && !MoveToMinimum(hessian, gradient, point, step, free))
                continue;
            var release = MostNegativeMultiplier(hessian, gradient, step, free);
            if (release < 0)
                break;
            free.Add(release);
        }

        return step;
    }

    /// <summary>Goes to the minimum over the free variables, or as far as the first bound, whose variable is then fixed there.</summary>
    /// <returns>Whether the minimum was reached.</returns>
    private static bool MoveToMinimum(double[,] hessian, double[] gradient, double[] point, double[] step, List<int> free)
    {
        var target = Solve(hessian, gradient, step, free);
        var (share, blocking) = (1.0, -1);
        for (var i = 0; i < free.Count; i++)
        {
            var j = free[i];
            if (point[j] + target[i] >= 0)
                continue;
            var reachable = (point[j] + step[j]) / (step[j] - target[i]);
            if (reachable < share)
                (share, blocking) = (reachable, j);
        }

        for (var i = 0; i < free.Count; i++)
            step[free[i]] += share * (target[i] - step[free[i]]);
        if (blocking < 0)
            return true;
        step[blocking] = -point[blocking];
        free.Remove(blocking);
        return false;
    }

    private static Vector<double> Solve(double[,] hessian, double[] gradient, double[] step, List<int> free)
    {
        var matrix = Matrix<double>.Build.Dense(free.Count, free.Count,
            (row, column) => hessian[free[row], free[column]] + (row == column ? Ridge : 0));
        var right = Vector<double>.Build.Dense(free.Count, i =>
        {
            var sum = -gradient[free[i]];
            for (var j = 0; j < step.Length; j++)
            {
                if (!free.Contains(j))
                    sum -= hessian[free[i], j] * step[j];
            }

            return sum;
        });
        return matrix.Cholesky().Solve(right);
    }

    private static int MostNegativeMultiplier(double[,] hessian, double[] gradient, double[] step, List<int> free)
    {
        var (worst, release) = (-GradientTolerance, -1);
        for (var j = 0; j < step.Length; j++)
        {
            if (free.Contains(j))
                continue;
            var multiplier = gradient[j];
            for (var i = 0; i < step.Length; i++)
                multiplier += hessian[j, i] * step[i];
            if (multiplier < worst)
                (worst, release) = (multiplier, j);
        }

        return release;
    }
}
