using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace ButterE.Engine.Model;

/// <summary>Which coefficients the runs of a fit can tell apart.</summary>
/// <param name="ConditionNumber">Of the columns weighted by the predictions and scaled to unit norm; 1 = every term has runs of its own.</param>
/// <param name="Unused">Terms that no run incurs, such as the costs of a level in which no set resides: their coefficients are null.</param>
/// <param name="Pairs">Pairs of terms that the runs hardly distinguish.</param>
public sealed record Identifiability(double ConditionNumber, IReadOnlyList<string> Unused, IReadOnlyList<CollinearPair> Pairs)
{
    /// <summary>Pairs whose columns are at least this close to parallel are reported.</summary>
    internal const double ReportedCosine = 0.99;

    /// <summary>Columns of unit norm whose condition number is beyond this differ by no more than rounding of the measurements.</summary>
    internal const double LargestConditionNumber = 1e7;

    private const double SmallestNewDirection = 1e-5;

    /// <summary>Columns scaled to unit norm, each row divided by a reference value of the run.</summary>
    internal static Matrix<double> UnitColumns(IReadOnlyList<double[]> rows, IReadOnlyList<double> reference) =>
        Matrix<double>.Build.Dense(rows.Count, rows[0].Length, (i, j) => rows[i][j] / reference[i]).NormalizeColumns(2);

    /// <summary>Columns that add a direction of their own to those before them, taken in a given order (Gram and Schmidt).</summary>
    /// <param name="unitColumns">Columns of unit norm.</param>
    /// <param name="order">Which column to offer first, second, ….</param>
    internal static IReadOnlyList<int> Independent(Matrix<double> unitColumns, IEnumerable<int> order)
    {
        var directions = new List<Vector<double>>();
        var kept = new List<int>();
        foreach (var column in order)
        {
            var rest = unitColumns.Column(column);
            // Twice: one pass leaves rounding that is as large as the threshold when columns are nearly parallel.
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var direction in directions)
                    rest -= direction * direction.DotProduct(rest);
            }

            if (rest.L2Norm() < SmallestNewDirection)
                continue;
            directions.Add(rest.Normalize(2));
            kept.Add(column);
        }

        return kept;
    }

    /// <summary>Ratio of the largest to the smallest singular value.</summary>
    internal static double Condition(Matrix<double> columns) => Triangle(columns).ConditionNumber();

    // R of QR has the singular values and right vectors of the whole, without a square matrix of all runs.
    private static Matrix<double> Triangle(Matrix<double> columns) => columns.QR(QRMethod.Thin).R;

    /// <summary>The terms that take part in a combination to which the runs are blind; empty when there is none.</summary>
    internal static IReadOnlyList<int> BlindCombination(Matrix<double> unitColumns)
    {
        var svd = Triangle(unitColumns).Svd();
        if (svd.S[0] <= LargestConditionNumber * svd.S[^1])
            return [];
        var weakest = svd.VT.Row(svd.VT.RowCount - 1);
        return [.. Enumerable.Range(0, weakest.Count).Where(j => Math.Abs(weakest[j]) > 0.05)];
    }
}

/// <summary>Two terms whose counts are nearly proportional over the runs, so that only a weighted sum of their coefficients is known.</summary>
/// <param name="First">Name of the first term.</param>
/// <param name="Second">Name of the second term.</param>
/// <param name="Cosine">Cosine of the angle between their columns.</param>
/// <param name="Weight">How many of the first term one of the second is worth.</param>
/// <param name="Sum">The coefficient of the first plus <paramref name="Weight"/> times that of the second: what the runs determine.</param>
/// <param name="SumInterval">95 % interval of <paramref name="Sum"/>.</param>
public sealed record CollinearPair(string First, string Second, double Cosine, double Weight, double Sum, ConfidenceInterval? SumInterval);
