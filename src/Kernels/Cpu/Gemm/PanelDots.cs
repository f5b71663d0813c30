using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// C = A Bt where A or B has few rows (<see cref="ParameterGradient{TVector}"/> says how few): both operands lie in panels of the columns that are summed
/// over, so the lanes run along the sum and a C of one column costs one column, where <see cref="PanelGemm{TVector, TLayout}"/> would compute a whole
/// panel of it. Every element is a sum per lane in the order of the panels and then over the lanes, so its bits depend neither on the tile nor on the part.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static unsafe class PanelDots<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>What it costs to sum the lanes of an accumulator, in multiply-adds; measured.</summary>
    public const int SumCost = 2;

    // Sums are stored one by one and loaded as vectors: what was stored long before need not be waited for.
    private const int RowsTogether = 16;

    /// <summary>Computes a part of C = A Bt. A last panel of C that is at most half full is computed by half: its right vectors are never handed to
    /// the epilogue.</summary>
    /// <param name="a">The first operand [rows or more, columns].</param>
    /// <param name="b">The second operand [units or more, columns]; 0 in the lanes of the last panel that is summed over which belong to no column.</param>
    /// <param name="rows">Rows of C, which place its panels.</param>
    /// <param name="units">Columns of C.</param>
    /// <param name="part">The part to compute.</param>
    /// <param name="panels">Panels to sum over.</param>
    /// <param name="epilogue">What becomes of the finished vectors of C.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, int rows, int units, ProductPart part, int panels, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        Debug.Assert(rows <= a.Rows && units <= b.Rows && panels <= Math.Min(a.Panels, b.Panels), "the product fits its operands");
        Debug.Assert(part.EndRow <= rows && part.EndPanel <= Panel<TVector>.Count(units), "the part fits the product");
        var width = Panel<TVector>.Width;
        var sums = stackalloc float[RowsTogether * width];
        for (var panel = part.FirstPanel; panel < part.EndPanel; panel++)
        {
            var firstUnit = panel * width;
            var unitsHere = Math.Min(width, units - firstUnit);
            // The lanes of no unit: whatever the stack held would go on into C.
            if (unitsHere % TVector.Lanes != 0)
                new Span<float>(sums, Math.Min(RowsTogether, part.EndRow - part.FirstRow) * width).Clear();
            for (var row = part.FirstRow; row < part.EndRow; row += RowsTogether)
            {
                var end = Math.Min(row + RowsTogether, part.EndRow);
                Sum<DotRow<TVector>, StackedDots<DotRow<TVector>, DotRow<TVector>, TVector>>(a, b, row, end, firstUnit, unitsHere, panels, sums);
                var place = ((nint)panel * rows + row) * width;
                if (unitsHere <= TVector.Lanes)
                    FinishedRows<TVector>.Finish<HalfTileRow<TVector>, TEpilogue>(sums, end - row, epilogue, place);
                else
                    FinishedRows<TVector>.Finish<TileRow<TVector>, TEpilogue>(sums, end - row, epilogue, place);
            }
        }
    }

    // Some rows of a panel of C into a buffer, by squares of four. T1 is one row of dot products, T2 are two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum<T1, T2>(PanelMatrix<TVector> a, PanelMatrix<TVector> b, int row, int end, int firstUnit, int units, int panels, float* sums)
        where T1 : struct, IDotRows<TVector>
        where T2 : struct, IDotRows<TVector>
    {
        for (; row < end; row += 4)
        {
            int rows = Math.Min(4, end - row), unit = 0;
            for (; unit + 4 <= units; unit += 4)
                AgainstFourUnits<T1, T2>(rows, a, b, row, firstUnit + unit, panels, sums + unit);
            if (rows == 4)
                AgainstFourRows<T1, T2>(units - unit, a, b, row, firstUnit + unit, panels, sums + unit);
            else
                Singly(rows, units - unit, a, b, row, firstUnit + unit, panels, sums + unit);
            sums += 4 * Panel<TVector>.Width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AgainstFourUnits<T1, T2>(int rows, PanelMatrix<TVector> a, PanelMatrix<TVector> b, int row, int unit, int panels, float* sums)
        where T1 : struct, IDotRows<TVector>
        where T2 : struct, IDotRows<TVector>
    {
        while (rows > 0)
        {
            var height = Math.Min(rows, TVector.DotRows);
            switch (height)
            {
                case 4: Tile<FourUnits<StackedDots<T2, T2, TVector>, TVector>>(a, b, row, unit, panels, sums); break;
                case 3: Tile<FourUnits<StackedDots<T2, T1, TVector>, TVector>>(a, b, row, unit, panels, sums); break;
                case 2: Tile<FourUnits<T2, TVector>>(a, b, row, unit, panels, sums); break;
                default: Tile<FourUnits<T1, TVector>>(a, b, row, unit, panels, sums); break;
            }

            rows -= height;
            row += height;
            sums += height * Panel<TVector>.Width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AgainstFourRows<T1, T2>(int units, PanelMatrix<TVector> a, PanelMatrix<TVector> b, int row, int unit, int panels, float* sums)
        where T1 : struct, IDotRows<TVector>
        where T2 : struct, IDotRows<TVector>
    {
        while (units > 0)
        {
            var height = Math.Min(units, TVector.DotRows);
            switch (height)
            {
                case 3: Tile<FourRows<StackedDots<T2, T1, TVector>, TVector>>(a, b, row, unit, panels, sums); break;
                case 2: Tile<FourRows<T2, TVector>>(a, b, row, unit, panels, sums); break;
                default: Tile<FourRows<T1, TVector>>(a, b, row, unit, panels, sums); break;
            }

            units -= height;
            unit += height;
            sums += height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Singly(int rows, int units, PanelMatrix<TVector> a, PanelMatrix<TVector> b, int row, int unit, int panels, float* sums)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < units; j++)
                Tile<SingleDot<TVector>>(a, b, row + i, unit + j, panels, sums + i * Panel<TVector>.Width + j);
        }
    }

    [SkipLocalsInit]
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

        var scratch = stackalloc float[IDotTile<TVector>.ScratchFloats];
        tile.StoreSums(sums, scratch);
    }
}
