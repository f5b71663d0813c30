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

    // A tile stores as many sums for each row, however few count.
    private const int SumsStored = 4;

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
        var space = stackalloc float[RowsTogether * width + SumsStored + CacheLine.Floats];
        var sums = CacheLine.First(space);
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
                Tiles(a, b, row, end, firstUnit, unitsHere, panels, sums);
                var place = ((nint)panel * rows + row) * width;
                if (unitsHere <= TVector.Lanes)
                    FinishedRows<TVector>.Finish<HalfTileRow<TVector>, TEpilogue>(sums, end - row, epilogue, place);
                else
                    FinishedRows<TVector>.Finish<TileRow<TVector>, TEpilogue>(sums, end - row, epilogue, place);
            }
        }
    }

    // Some rows of a panel of C into a buffer, by tiles of at most four units and as many rows as the registers hold, all as even as possible.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tiles(PanelMatrix<TVector> a, PanelMatrix<TVector> b, int row, int end, int firstUnit, int units, int panels, float* sums)
    {
        var width = Panel<TVector>.Width;
        for (var tilesDown = Tiles(end - row, TVector.DotRows); tilesDown > 0; tilesDown--)
        {
            var height = (end - row + tilesDown - 1) / tilesDown;
            var unit = 0;
            for (var tilesAcross = Tiles(units, SumsStored); tilesAcross > 0; tilesAcross--)
            {
                var across = (units - unit + tilesAcross - 1) / tilesAcross;
                // What is stored beyond a row of a panel of two columns falls on the next row, whose sums follow.
                Debug.Assert(unit == 0 || unit + SumsStored <= width, "the sums that are stored stay in their row");
                float* first = a.Start + (nint)row * width, second = b.Start + (nint)(firstUnit + unit) * width;
                switch (across)
                {
                    case 4: Tile<DotRow<FourUnits, TVector>>(height, first, a.PanelStride, second, b.PanelStride, panels, sums + unit); break;
                    case 3: Tile<DotRow<ThreeUnits, TVector>>(height, first, a.PanelStride, second, b.PanelStride, panels, sums + unit); break;
                    case 2: Tile<DotRow<TwoUnits, TVector>>(height, first, a.PanelStride, second, b.PanelStride, panels, sums + unit); break;
                    default: Tile<DotRow<OneUnit, TVector>>(height, first, a.PanelStride, second, b.PanelStride, panels, sums + unit); break;
                }

                unit += across;
            }

            row += height;
            sums += height * width;
        }

        static int Tiles(int items, int most) => (items + most - 1) / most;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TRow>(int height, float* a, nint aStride, float* b, nint bStride, int panels, float* sums)
        where TRow : struct, IDotRows<TVector> =>
        Tile<TRow, StackedDots<TRow, TRow, TVector>>(height, a, aStride, b, bStride, panels, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<T1, T2>(int height, float* a, nint aStride, float* b, nint bStride, int panels, float* sums)
        where T1 : struct, IDotRows<TVector>
        where T2 : struct, IDotRows<TVector>
    {
        switch (height)
        {
            case 4: Run<StackedDots<T2, T2, TVector>>(a, aStride, b, bStride, panels, sums); break;
            case 3: Run<StackedDots<T2, T1, TVector>>(a, aStride, b, bStride, panels, sums); break;
            case 2: Run<T2>(a, aStride, b, bStride, panels, sums); break;
            default: Run<T1>(a, aStride, b, bStride, panels, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TRows>(float* a, nint aStride, float* b, nint bStride, int panels, float* sums)
        where TRows : struct, IDotRows<TVector>
    {
        var rows = default(TRows);
        for (var panel = 0; panel < panels; panel++)
        {
            rows.Add(a, 0, Load(b, 0, 0), Load(b, 1, 0), Load(b, 2, 0), Load(b, 3, 0));
            rows.Add(a, TVector.Lanes, Load(b, 0, TVector.Lanes), Load(b, 1, TVector.Lanes), Load(b, 2, TVector.Lanes), Load(b, 3, TVector.Lanes));
            a += aStride;
            b += bStride;
        }

        rows.StoreSums(sums);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector Load(float* b, int unit, int column) => unit < TRows.Units ? TVector.Load(b + (unit * Panel<TVector>.Width + column)) : TVector.Zero;
    }

    private readonly struct OneUnit : IUnitCount
    {
        public static int Count => 1;
    }

    private readonly struct TwoUnits : IUnitCount
    {
        public static int Count => 2;
    }

    private readonly struct ThreeUnits : IUnitCount
    {
        public static int Count => 3;
    }

    private readonly struct FourUnits : IUnitCount
    {
        public static int Count => 4;
    }
}
