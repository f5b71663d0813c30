using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// C = A Bt for a B of few rows: both operands lie in panels of the columns that are summed over, so the lanes run along the sum and a C of
/// one column costs one column, where <see cref="PanelGemm{TVector, TLayout}"/> would compute a whole panel of it. Every element is a sum per
/// lane in the order of the panels and then over the lanes, so its bits depend neither on the tile nor on the part.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static unsafe class PanelDots<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>
    /// What it costs to sum the lanes of an accumulator, in multiply-adds; measured like the break-even between the two ways that follows from it.
    /// </summary>
    public const int SumCost = 4;

    // The same for transposing one vector of B, as the other way needs it.
    private const double TransposeCost = 4;

    /// <summary>
    /// Whether C = A Bt costs less as dot products than as a panel product with B transposed: dot products waste no lane on the columns of C that
    /// are not there, but each element pays for summing its lanes.
    /// </summary>
    /// <param name="rows">Rows of A.</param>
    /// <param name="units">Rows of B, the columns of C.</param>
    /// <param name="columns">Columns of A and B, which are summed over.</param>
    public static bool AreCheaper(int rows, int units, int columns)
    {
        if (units > Panel<TVector>.Width)
            return false;
        var vectorsAlong = (double)((columns + TVector.Lanes - 1) / TVector.Lanes);
        var vectorsAcross = (units + TVector.Lanes - 1) / TVector.Lanes;
        return rows * units * (vectorsAlong + SumCost) < rows * (double)columns * vectorsAcross + units * vectorsAlong * TransposeCost;
    }

    /// <summary>Computes some rows of C = A Bt, C being one panel wide.</summary>
    /// <param name="a">The first operand [rows or more, columns].</param>
    /// <param name="b">The second operand [units or more, columns]; 0 in unused lanes.</param>
    /// <param name="units">Columns of C, at most the width of a panel.</param>
    /// <param name="firstRow">First row of C.</param>
    /// <param name="endRow">Row of C before which to end.</param>
    /// <param name="panels">Panels to sum over.</param>
    /// <param name="epilogue">What becomes of the finished vectors of C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TEpilogue>(PanelMatrix<TVector> a, PanelMatrix<TVector> b, int units, int firstRow, int endRow, int panels, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        Debug.Assert(units <= Panel<TVector>.Width && endRow <= a.Rows && units <= b.Rows && panels <= Math.Min(a.Panels, b.Panels), "the product fits its operands");
        var width = Panel<TVector>.Width;
        var sums = stackalloc float[4 * width];
        new Span<float>(sums, 4 * width).Clear();
        var row = firstRow;
        for (; row + 4 <= endRow; row += 4)
        {
            var unit = 0;
            for (; unit + 4 <= units; unit += 4)
                Tile<Dot4x4<TVector>>(a, b, row, unit, panels, sums + unit);
            for (; unit < units; unit++)
                Tile<Dot4x1<TVector>>(a, b, row, unit, panels, sums + unit);
            Finish(4, row, sums, epilogue);
        }

        for (; row < endRow; row++)
        {
            var unit = 0;
            for (; unit + 4 <= units; unit += 4)
                Tile<Dot1x4<TVector>>(a, b, row, unit, panels, sums + unit);
            for (; unit < units; unit++)
                Tile<Dot1x1<TVector>>(a, b, row, unit, panels, sums + unit);
            Finish(1, row, sums, epilogue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TTile>(PanelMatrix<TVector> a, PanelMatrix<TVector> b, int row, int unit, int panels, float* sums)
        where TTile : struct, IDotTile<TVector>
    {
        var tile = default(TTile);
        float* first = a.Start + (nint)row * Panel<TVector>.Width, second = b.Start + (nint)unit * Panel<TVector>.Width;
        nint firstStride = a.PanelStride, secondStride = b.PanelStride;
        for (var panel = 0; panel < panels; panel++)
        {
            tile.AddProducts(first, second);
            tile.AddProducts(first + TVector.Lanes, second + TVector.Lanes);
            first += firstStride;
            second += secondStride;
        }

        tile.StoreSums(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TEpilogue>(int rows, int row, float* sums, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        for (var i = 0; i < rows; i++)
        {
            var offset = (nint)(row + i) * Panel<TVector>.Width;
            epilogue.Accept(TVector.Load(sums + i * Panel<TVector>.Width), offset);
            epilogue.Accept(TVector.Load(sums + i * Panel<TVector>.Width + TVector.Lanes), offset + TVector.Lanes);
        }
    }
}
