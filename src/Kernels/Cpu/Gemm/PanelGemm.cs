using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>The part of a product that one call computes.</summary>
/// <param name="FirstRow">First row of C; a multiple of the panel width.</param>
/// <param name="EndRow">Row of C before which the part ends.</param>
/// <param name="FirstPanel">First panel of C.</param>
/// <param name="EndPanel">Panel of C before which the part ends.</param>
public readonly record struct ProductPart(int FirstRow, int EndRow, int FirstPanel, int EndPanel);

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
    // A tile must not leave the panel of A that its rows begin in.
    private static int TileRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Min(TVector.TileRows, Panel<TVector>.Width);
    }

    /// <summary>Computes a part of C = A B, cut along K so that the block of B stays in the L1 cache.</summary>
    /// <param name="a">The operand that is broadcast.</param>
    /// <param name="b">The operand that is read by panels: its rows are the steps of K.</param>
    /// <param name="c">Where partial sums are kept between blocks of K: [rows, columns] in the panels of <paramref name="b"/>.</param>
    /// <param name="steps">Length of K.</param>
    /// <param name="part">The part to compute.</param>
    /// <param name="epilogue">What becomes of the finished vectors; must store to <paramref name="c"/> what shall be kept there.</param>
    /// <param name="blocking">Cache block sizes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, PanelMatrix<TVector> c,
        int steps, ProductPart part, in TEpilogue epilogue, GemmBlocking blocking)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        Debug.Assert(part.FirstRow % Panel<TVector>.Width == 0, "a part begins at a panel of A");
        Debug.Assert(
            steps >= 1 && steps <= b.Rows && part.EndRow <= c.Rows && part.EndPanel <= Math.Min(b.Panels, c.Panels),
            "the product fits its operands");
        var blockSteps = BlockSteps(steps, blocking.Steps);
        var partial = new StoreOnly<TVector>(c.Start);
        for (var first = 0; first < steps; first += blockSteps)
        {
            var length = Math.Min(blockSteps, steps - first);
            if (first + length < steps)
                Block(a, b, c, first, length, part, partial, blocking);
            else
                Block(a, b, c, first, length, part, epilogue, blocking);
        }
    }

    /// <summary>Computes a part of C = A B in a single run along K, so that no partial sum ever visits memory; C need not exist.</summary>
    /// <param name="a">The operand that is broadcast.</param>
    /// <param name="b">The operand that is read by panels: its rows are the steps of K.</param>
    /// <param name="rows">Rows of C, which place its panels.</param>
    /// <param name="steps">Length of K.</param>
    /// <param name="part">The part to compute.</param>
    /// <param name="epilogue">What becomes of the finished vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyInOneRun<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, int rows, int steps, ProductPart part, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        Debug.Assert(part.FirstRow % Panel<TVector>.Width == 0, "a part begins at a panel of A");
        Debug.Assert(steps >= 1 && steps <= b.Rows && part.EndRow <= rows && part.EndPanel <= b.Panels, "the product fits its operands");
        var panelStride = (nint)rows * Panel<TVector>.Width;
        for (var panel = part.FirstPanel; panel < part.EndPanel; panel++)
            Rows(a, b.Start + panel * b.PanelStride, null, panel * panelStride, 0, steps, part.FirstRow, part.EndRow, epilogue);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, PanelMatrix<TVector> c,
        int firstStep, int steps, ProductPart part, in TEpilogue epilogue, GemmBlocking blocking)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var width = Panel<TVector>.Width;
        var blockRows = Math.Max(width, blocking.RowFloats / steps / width * width);
        for (var row = part.FirstRow; row < part.EndRow; row += blockRows)
        {
            var end = Math.Min(row + blockRows, part.EndRow);
            for (var panel = part.FirstPanel; panel < part.EndPanel; panel++)
            {
                var place = panel * c.PanelStride;
                var sums = firstStep == 0 ? null : c.Start;
                Rows(a, b.Start + panel * b.PanelStride + (nint)firstStep * width, sums, place, firstStep, steps, row, end, epilogue);
            }
        }
    }

    // One panel of C: the tallest tile as long as it fits, then what is left in tiles of half the height.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TEpilogue>(
        PanelMatrix<TVector> a, float* b, float* sums, nint place, int firstStep, int steps, int row, int end, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var start = a.Start;
        var stride = a.PanelStride;
        while (row < end)
        {
            var left = end - row;
            var offset = place + (nint)row * Panel<TVector>.Width;
            var element = TLayout.At(start, stride, row, firstStep);
            var partial = sums == null ? null : sums + offset;
            if (TileRows >= 8 && left >= 8)
                row += Tile<Doubled<Doubled<Doubled<TileRow<TVector>, TVector>, TVector>, TVector>, TEpilogue>(
                    element, stride, b, steps, partial, epilogue, offset);
            else if (TileRows >= 4 && left >= 4)
                row += Tile<Doubled<Doubled<TileRow<TVector>, TVector>, TVector>, TEpilogue>(element, stride, b, steps, partial, epilogue, offset);
            else if (left >= 2)
                row += Tile<Doubled<TileRow<TVector>, TVector>, TEpilogue>(element, stride, b, steps, partial, epilogue, offset);
            else
                row += Tile<TileRow<TVector>, TEpilogue>(element, stride, b, steps, partial, epilogue, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Tile<TTile, TEpilogue>(float* a, nint aPanelStride, float* b, int steps, float* partial, in TEpilogue epilogue, nint offset)
        where TTile : unmanaged, ITile<TTile, TVector>
        where TEpilogue : struct, IEpilogue<TVector>
    {
        MicroKernel.Run<TVector, TTile, TLayout, TEpilogue>(a, aPanelStride, b, steps, partial, epilogue, offset);
        return TTile.Rows;
    }
}
