using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>The part of a product that one call computes.</summary>
/// <param name="FirstRow">First row of C; a multiple of the panel width where A's rows lie along its columns.</param>
/// <param name="EndRow">Row of C before which the part ends.</param>
/// <param name="FirstPanel">First panel of C.</param>
/// <param name="EndPanel">Panel of C before which the part ends.</param>
public readonly record struct ProductPart(int FirstRow, int EndRow, int FirstPanel, int EndPanel)
{
    /// <summary>Its rows, those of each panel counted.</summary>
    public long RowsOfPanels => (long)(EndRow - FirstRow) * (EndPanel - FirstPanel);
}

/// <summary>
/// C = A B on panel matrices. B and C lie in panels of C's columns, A is broadcast element by element and lies as
/// <typeparamref name="TLayout"/> says. Any part of C may be computed by any thread: no two parts share an element, and
/// every element is one chain of multiply-adds in the order of K.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <typeparam name="TLayout">How A lies.</typeparam>
public static unsafe class PanelGemm<TVector, TLayout>
    where TVector : unmanaged, IVector<TVector>
    where TLayout : struct, IBroadcastLayout<TVector>
{
    // A tile passes over as many panels as stay in half of a first-level cache of 32 KiB for the next tile: short sums begin and end often, and each
    // begins faster inside one call.
    private const int NearFloats = 4 * 1024;

    // A first-level cache of 32 KiB.
    private const int FirstLevelFloats = 8 * 1024;

    /// <summary>Computes a part of C = A B by blocks of rows and of K, so that the sums of C and a block of A stay in the L2 cache or, in the other order, a block of B.</summary>
    /// <param name="a">The operand that is broadcast.</param>
    /// <param name="b">The operand that is read by panels: its rows are the steps of K.</param>
    /// <param name="c">Where partial sums are kept between blocks of K: [rows, columns] in the panels of <paramref name="b"/>.</param>
    /// <param name="steps">Length of K.</param>
    /// <param name="part">The part to compute.</param>
    /// <param name="epilogue">What becomes of the finished vectors; must store to <paramref name="c"/> what shall be kept there.</param>
    /// <param name="blocking">Cache block sizes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, PanelMatrix<TVector> c, int steps, ProductPart part, in TEpilogue epilogue, GemmBlocking blocking)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        Debug.Assert(TLayout.RowRun == int.MaxValue || part.FirstRow % TLayout.RowRun == 0, "a part begins at a panel of A");
        Debug.Assert(steps >= 1 && steps <= b.Rows && part.EndRow <= c.Rows && part.EndPanel <= Math.Min(b.Panels, c.Panels), "the product fits its operands");
        var blockSteps = BlockSteps(steps, blocking.Steps);
        var blockRows = BlockRows(Math.Min(steps, blockSteps), blocking.RowFloats);
        var partial = new StoreOnly<TVector>(c.Start);
        int blocksDown = Blocks(part.EndRow - part.FirstRow, blockRows), blocksAlong = Blocks(steps, blockSteps);
        for (var block = 0; block < blocksDown * blocksAlong; block++)
        {
            var (down, along) = blocking.KeepsB ? (block % blocksDown, block / blocksDown) : (block / blocksAlong, block % blocksAlong);
            int row = part.FirstRow + down * blockRows, end = row + Math.Min(blockRows, part.EndRow - row), first = along * blockSteps;
            var length = Math.Min(blockSteps, steps - first);
            if (first + length < steps)
                Block(a, b, c, first, length, row, end, part, partial, blocking.PanelFloats);
            else
                Block(a, b, c, first, length, row, end, part, epilogue, blocking.PanelFloats);
        }
    }

    /// <summary>Computes a part of C = A B in a single run along K, so that no partial sum ever visits memory; C need not exist. A last panel that is at
    /// most half full is computed by half: its right vectors are never handed to the epilogue.</summary>
    /// <param name="a">The operand that is broadcast.</param>
    /// <param name="b">The operand that is read by panels: its rows are the steps of K.</param>
    /// <param name="rows">Rows of C, which place its panels.</param>
    /// <param name="steps">Length of K.</param>
    /// <param name="part">The part to compute.</param>
    /// <param name="epilogue">What becomes of the finished vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyInOneRun<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, int rows, int steps, ProductPart part, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        Debug.Assert(TLayout.RowRun == int.MaxValue || part.FirstRow % TLayout.RowRun == 0, "a part begins at a panel of A");
        Debug.Assert(steps >= 1 && steps <= b.Rows && part.EndRow <= rows && part.EndPanel <= b.Panels, "the product fits its operands");
        var panelStride = (nint)rows * Panel<TVector>.Width;
        for (var panel = part.FirstPanel; panel < part.EndPanel; panel++)
        {
            var own = new PanelRun(b.Start + panel * b.PanelStride, b.PanelStride, panel * panelStride, panelStride, count: 1);
            if (b.Columns - panel * Panel<TVector>.Width <= TVector.Lanes)
                Rows<HalfTileRow<TVector>, TEpilogue>(a, own, null, 0, steps, part.FirstRow, part.EndRow, epilogue);
            else
                Rows<TileRow<TVector>, TEpilogue>(a, own, null, 0, steps, part.FirstRow, part.EndRow, epilogue);
        }
    }

    /// <summary>Length of the blocks of K: as even as possible, whole runs of the layout, none much longer than asked.</summary>
    internal static int BlockSteps(int steps, int asked)
    {
        var blocks = (steps + asked / 2) / Math.Max(asked, 1);
        if (blocks <= 1)
            return steps;
        var even = (steps + blocks - 1) / blocks;
        return (even + Panel<TVector>.Width - 1) / Panel<TVector>.Width * Panel<TVector>.Width;
    }

    /// <summary>Rows of a block: whole panels, so that a block of A has about <paramref name="floats"/> elements.</summary>
    internal static int BlockRows(int steps, int floats) =>
        Math.Max(Panel<TVector>.Width, floats / steps / Panel<TVector>.Width * Panel<TVector>.Width);

    // Whether a panel of B of so many steps stays in the first-level cache while all tiles pass over it; with a longer one each tile passes over the next ones too.
    private static bool StaysInFirstLevel(int steps) => steps * Panel<TVector>.Width <= FirstLevelFloats;

    // Blocks that so many items take.
    private static int Blocks(int items, int block) => items == 0 ? 0 : (items - 1) / block + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, PanelMatrix<TVector> c,
        int firstStep, int steps, int row, int end, ProductPart part, in TEpilogue epilogue, int panelFloats)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var sums = firstStep == 0 ? null : c.Start;
        var together = TEpilogue.IsShort ? Math.Max(1, (StaysInFirstLevel(steps) ? NearFloats : panelFloats) / (steps * Panel<TVector>.Width)) : 1;
        // As even as possible: A passes once for each group of panels, also for one of a single panel.
        var count = part.EndPanel - part.FirstPanel;
        together = Blocks(count, Math.Max(1, Blocks(count, together)));
        for (var panel = part.FirstPanel; panel < part.EndPanel; panel += together)
        {
            var panels = new PanelRun(
                b.Start + panel * b.PanelStride + (nint)firstStep * Panel<TVector>.Width, b.PanelStride,
                panel * c.PanelStride, c.PanelStride, Math.Min(together, part.EndPanel - panel));
            Rows<TileRow<TVector>, TEpilogue>(a, panels, sums, firstStep, steps, row, end, epilogue);
        }
    }

    // Some panels of C: as few tiles as its rows need, their heights as even as possible, so that no short one is left over.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<TRow, TEpilogue>(
        PanelMatrix<TVector> a, in PanelRun panels, float* sums, int firstStep, int steps, int row, int end, in TEpilogue epilogue)
        where TRow : unmanaged, ITile<TRow, TVector>
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var start = a.Start;
        var stride = a.PanelStride;
        var space = stackalloc float[TEpilogue.IsShort ? 1 : TVector.TileRows * Panel<TVector>.Width + CacheLine.Floats];
        var finished = CacheLine.First(space);
        while (row < end)
        {
            // A tile does not leave the evenly spaced rows in which it begins.
            var reach = TLayout.RowRun == int.MaxValue ? end : Math.Min(end, (row / TLayout.RowRun + 1) * TLayout.RowRun);
            var tiles = (reach - row + TVector.TileRows - 1) / TVector.TileRows;
            var (least, taller) = Math.DivRem(reach - row, tiles);
            // While the tiles of a panel of A pass over panels of B, they ask for the next panel of A, each for its share.
            var later = TLayout.At(start, stride, reach, firstStep);
            var linesOfPass = TLayout.RowRun == int.MaxValue || panels.Count == 1 || StaysInFirstLevel(steps) || reach >= a.Columns
                ? 0
                : steps * Panel<TVector>.Width / CacheLine.Floats / panels.Count;
            for (; tiles > 0; tiles--, taller--)
            {
                var height = taller > 0 ? least + 1 : least;
                var laterLines = linesOfPass * height / Panel<TVector>.Width;
                var offset = panels.Place + (nint)row * Panel<TVector>.Width;
                var element = TLayout.At(start, stride, row, firstStep);
                var partial = sums == null ? null : sums + offset;
                if (TEpilogue.IsShort)
                {
                    Tile<TRow, TEpilogue>(height, element, stride, panels, steps, partial, epilogue, offset, later, laterLines);
                }
                else
                {
                    Tile<TRow, Deferred<TVector, TEpilogue>>(height, element, stride, panels, steps, partial, new(epilogue, finished, offset), 0, null, 0);
                    FinishedRows<TVector>.Finish<TRow, TEpilogue>(finished, height, epilogue, offset);
                }

                row += height;
                later += (nint)laterLines * panels.Count * CacheLine.Floats;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TRow, TEpilogue>(
        int height, float* a, nint aPanelStride, in PanelRun panels, int steps, float* partial, in TEpilogue epilogue, nint offset, float* later, int laterLines)
        where TRow : unmanaged, ITile<TRow, TVector>
        where TEpilogue : struct, IEpilogue<TVector> =>
        Tile<TRow, Stacked<TRow, TRow, TVector>, Stacked<Stacked<TRow, TRow, TVector>, Stacked<TRow, TRow, TVector>, TVector>, TEpilogue>(
            height, a, aPanelStride, panels, steps, partial, epilogue, offset, later, laterLines);

    // One tile of a height that fits the registers, put together from tiles of one, two and four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<T1, T2, T4, TEpilogue>(
        int height, float* a, nint aPanelStride, in PanelRun panels, int steps, float* partial, in TEpilogue epilogue, nint offset, float* later, int laterLines)
        where T1 : unmanaged, ITile<T1, TVector>
        where T2 : unmanaged, ITile<T2, TVector>
        where T4 : unmanaged, ITile<T4, TVector>
        where TEpilogue : struct, IEpilogue<TVector>
    {
        switch (height)
        {
            case 12: Run<Stacked<Stacked<T4, T4, TVector>, T4, TVector>>(panels, epilogue); break;
            case 11: Run<Stacked<Stacked<T4, T4, TVector>, Stacked<T2, T1, TVector>, TVector>>(panels, epilogue); break;
            case 10: Run<Stacked<Stacked<T4, T4, TVector>, T2, TVector>>(panels, epilogue); break;
            case 9: Run<Stacked<Stacked<T4, T4, TVector>, T1, TVector>>(panels, epilogue); break;
            case 8: Run<Stacked<T4, T4, TVector>>(panels, epilogue); break;
            case 7: Run<Stacked<T4, Stacked<T2, T1, TVector>, TVector>>(panels, epilogue); break;
            case 6: Run<Stacked<T4, T2, TVector>>(panels, epilogue); break;
            case 5: Run<Stacked<T4, T1, TVector>>(panels, epilogue); break;
            case 4: Run<T4>(panels, epilogue); break;
            case 3: Run<Stacked<T2, T1, TVector>>(panels, epilogue); break;
            case 2: Run<T2>(panels, epilogue); break;
            default: Run<T1>(panels, epilogue); break;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Run<TTile>(in PanelRun panels, in TEpilogue epilogue)
            where TTile : unmanaged, ITile<TTile, TVector> =>
            MicroKernel.Run<TVector, TTile, TLayout, TEpilogue>(a, aPanelStride, panels, steps, partial, epilogue, offset, later, laterLines);
    }
}
