using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// One block of C = A B by one team of threads: slices of both operands go through a ring of buffers in shared memory, the next ones on their way while
/// the present one is used, and the block stays in registers until the epilogue takes it.
/// </summary>
internal static class GemmBlock
{
    /// <summary>Makes the block. Every thread of the group must call it with the same depth: it meets the others after each slice.</summary>
    /// <typeparam name="TTile">The block.</typeparam>
    /// <typeparam name="TSum">The part of one thread.</typeparam>
    /// <typeparam name="TCopy">How slices come into shared memory.</typeparam>
    /// <typeparam name="TA">Layout of A.</typeparam>
    /// <typeparam name="TB">Layout of B.</typeparam>
    /// <typeparam name="TEpilogue">What becomes of C.</typeparam>
    /// <param name="shared">Shared memory.</param>
    /// <param name="origin">Where the team's buffers begin there.</param>
    /// <param name="thread">Number of the thread in its team.</param>
    /// <param name="firstRow">First row of the block; a block beyond the rows of C writes nothing.</param>
    /// <param name="firstColumn">First column of the block.</param>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="groups">Columns of C divided by four, rounded up.</param>
    /// <param name="depth">Steps of the sum.</param>
    /// <param name="epilogue">What becomes of C.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TTile, TSum, TCopy, TA, TB, TEpilogue>(
        ArrayView<Float4> shared, int origin, int thread, int firstRow, int firstColumn, Operand a, Operand b, int rows, int groups, int depth,
        TEpilogue epilogue)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TCopy : unmanaged, ISliceCopy<TCopy>
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
        where TEpilogue : struct, IEpilogue
    {
        int line = (TTile.Side >> 2) + 1, panel = TTile.Depth * line;
        var block = new BlockSource(a, b, firstRow, firstColumn, thread);
        TCopy copy = default;
        int used = origin, filled = origin, end = origin + 2 * TCopy.Buffers<TTile>() * panel, next = 0;
        for (var buffer = 1; buffer < TCopy.Buffers<TTile>(); buffer++)
        {
            TCopy.Begin<TTile, TA, TB>(ref copy, block, filled, next);
            TCopy.End<TTile, TA, TB>(ref copy, block, shared, filled);
            filled += 2 * panel;
            next += TTile.Depth;
        }

        Group.Barrier();

        var sum = TSum.Zero();
        int atA = TSum.FirstA<TTile>(thread), atB = panel + TSum.FirstB<TTile>(thread);
        for (var slice = 0; slice < depth; slice += TTile.Depth)
        {
            TCopy.Begin<TTile, TA, TB>(ref copy, block, filled, next);
            int stepA = used + atA, stepB = used + atB;
            for (var step = 0; step < TTile.Depth; step += TSum.Steps)
            {
                TSum.Add<TTile>(ref sum, shared, stepA, stepB);
                TSum.Mark(ref sum, slice + step + TSum.Steps);
                stepA += TSum.Steps * line;
                stepB += TSum.Steps * line;
            }

            TCopy.End<TTile, TA, TB>(ref copy, block, shared, filled);
            next += TTile.Depth;
            used = used + 2 * panel == end ? origin : used + 2 * panel;
            filled = filled + 2 * panel == end ? origin : filled + 2 * panel;
            Group.Barrier();
        }

        TCopy.Finish();
        TSum.Drain<TTile, TEpilogue>(ref sum, new BlockTarget<TEpilogue>(epilogue, firstRow, firstColumn >> 2, rows, groups), thread, shared, origin);
    }
}
