using MathNet.Numerics.LinearAlgebra;

namespace ButterE.Probe.Costs;

/// <summary>
/// Least squares with non-negative unknowns for a handful of columns, exactly: the optimum is the unconstrained solution on some subset of
/// the columns, and with at most a dozen of them every subset can be tried.
/// </summary>
internal static class NonNegativeLeastSquares
{
    private const int MostColumns = 12;

    /// <summary>Solves min |A x - b| with x ≥ 0. Of dependent columns only some get a weight.</summary>
    /// <param name="a">Matrix [rows, columns], at most 12 columns.</param>
    /// <param name="b">Right-hand side [rows].</param>
    public static double[] Solve(Matrix<double> a, Vector<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(a.ColumnCount, MostColumns);
        // Bytes served and a constant differ by ten orders of magnitude: equal column norms keep the triangular factor well scaled.
        var norms = a.ColumnNorms(2);
        var best = new double[a.ColumnCount];
        var least = b.L2Norm();
        for (var subset = 1; subset < 1 << a.ColumnCount; subset++)
        {
            var columns = Enumerable.Range(0, a.ColumnCount).Where(c => (subset & (1 << c)) != 0).ToArray();
            if (columns.Length > a.RowCount || columns.Any(c => norms[c] == 0))
                continue;
            var part = Matrix<double>.Build.DenseOfColumnVectors(columns.Select(c => a.Column(c) / norms[c]));
            var qr = part.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
            if (!qr.IsFullRank)
                continue;
            var x = qr.Solve(b);
            var error = (part * x - b).L2Norm();
            if (x.Any(value => value < 0) || error >= least)
                continue;
            least = error;
            best = new double[a.ColumnCount];
            for (var i = 0; i < columns.Length; i++)
                best[columns[i]] = x[i] / norms[columns[i]];
        }

        return best;
    }
}
