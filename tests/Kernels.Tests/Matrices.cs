using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Tests;

/// <summary>Random matrices, and the way between panels and plain float64.</summary>
internal static class Matrices
{
    public static double[,] Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                matrix[i, j] = (float)(2 * random.NextDouble() - 1);
        }

        return matrix;
    }

    public static PanelMatrix<TVector> Packed<TVector>(double[,] plain)
        where TVector : unmanaged, IVector<TVector>
    {
        var packed = new PanelMatrix<TVector>(plain.GetLength(0), plain.GetLength(1));
        for (var i = 0; i < packed.Rows; i++)
        {
            for (var j = 0; j < packed.Columns; j++)
                packed[i, j] = (float)plain[i, j];
        }

        return packed;
    }

    public static double[,] Transposed(double[,] plain)
    {
        var result = new double[plain.GetLength(1), plain.GetLength(0)];
        for (var i = 0; i < plain.GetLength(0); i++)
        {
            for (var j = 0; j < plain.GetLength(1); j++)
                result[j, i] = plain[i, j];
        }

        return result;
    }

    public static void AssertWithin<TVector>(double[,] expected, double[,] bound, PanelMatrix<TVector> actual)
        where TVector : unmanaged, IVector<TVector>
    {
        for (var i = 0; i < expected.GetLength(0); i++)
        {
            for (var j = 0; j < expected.GetLength(1); j++)
                Assert.True(Math.Abs(expected[i, j] - actual[i, j]) <= bound[i, j],
                    $"element [{i}, {j}]: {actual[i, j]} is not within {bound[i, j]} of {expected[i, j]}");
        }
    }

    public static double[,] Map(double[,] plain, Func<int, int, double, double> map)
    {
        var result = new double[plain.GetLength(0), plain.GetLength(1)];
        for (var i = 0; i < plain.GetLength(0); i++)
        {
            for (var j = 0; j < plain.GetLength(1); j++)
                result[i, j] = map(i, j, plain[i, j]);
        }

        return result;
    }

    public static unsafe byte[] Bits<TVector>(PanelMatrix<TVector> matrix)
        where TVector : unmanaged, IVector<TVector> =>
        new ReadOnlySpan<byte>(matrix.Start, checked((int)matrix.Length * sizeof(float))).ToArray();
}
