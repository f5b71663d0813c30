using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// One block of C = A B by one team of threads: slices of both operands go through two buffers in shared memory, the next one on its way while the
/// present one is used, and the block stays in registers until the epilogue takes it.
/// </summary>
internal static class GemmBlock
{
    /// <summary>Makes the block. Every thread of the group must call it with the same depth: it meets the others after each slice.</summary>
    /// <typeparam name="TTile">The block.</typeparam>
    /// <typeparam name="TSum">The part of one thread; side / threads along each direction.</typeparam>
    /// <typeparam name="TA">Layout of A.</typeparam>
    /// <typeparam name="TB">Layout of B.</typeparam>
    /// <typeparam name="TEpilogue">What becomes of C.</typeparam>
    /// <param name="shared">Shared memory.</param>
    /// <param name="origin">Where the team's <see cref="IBlockTile.SharedLength"/> begin there.</param>
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
    public static void Run<TTile, TSum, TA, TB, TEpilogue>(
        ArrayView<Float4> shared, int origin, int thread, int firstRow, int firstColumn, Operand a, Operand b, int rows, int groups, int depth,
        TEpilogue epilogue)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
        where TEpilogue : struct, IEpilogue
    {
        int line = (TTile.Side >> 2) + 1, panel = TTile.Depth * line;
        var second = thread + TTile.Threads;
        int down = thread >> TTile.ThreadShift, across = thread & ((1 << TTile.ThreadShift) - 1);
        int used = origin, filled = origin + 2 * panel;

        TA.Put<TTile>(a, shared, used, thread, TA.Fetch<TTile>(a, firstRow, 0, thread));
        TA.Put<TTile>(a, shared, used, second, TA.Fetch<TTile>(a, firstRow, 0, second));
        TB.Put<TTile>(b, shared, used + panel, thread, TB.Fetch<TTile>(b, firstColumn, 0, thread));
        TB.Put<TTile>(b, shared, used + panel, second, TB.Fetch<TTile>(b, firstColumn, 0, second));
        Group.Barrier();

        TSum sum = default;
        for (var slice = 0; slice < depth; slice += TTile.Depth)
        {
            // Beyond the depth the operands read as 0.
            var next = slice + TTile.Depth;
            var a0 = TA.Fetch<TTile>(a, firstRow, next, thread);
            var a1 = TA.Fetch<TTile>(a, firstRow, next, second);
            var b0 = TB.Fetch<TTile>(b, firstColumn, next, thread);
            var b1 = TB.Fetch<TTile>(b, firstColumn, next, second);
            int atA = used + down, atB = used + panel + across;

            // Written out by four: neither ILGPU nor ptxas unrolls a loop of ILGPU.
            for (var step = 0; step < TTile.Depth; step += 4)
            {
                TSum.Add(ref sum, shared, atA, atB, TTile.Side >> 3);
                TSum.Add(ref sum, shared, atA + line, atB + line, TTile.Side >> 3);
                TSum.Add(ref sum, shared, atA + 2 * line, atB + 2 * line, TTile.Side >> 3);
                TSum.Add(ref sum, shared, atA + 3 * line, atB + 3 * line, TTile.Side >> 3);
                TSum.Mark(ref sum, slice + step + 4);
                atA += 4 * line;
                atB += 4 * line;
            }

            TA.Put<TTile>(a, shared, filled, thread, a0);
            TA.Put<TTile>(a, shared, filled, second, a1);
            TB.Put<TTile>(b, shared, filled + panel, thread, b0);
            TB.Put<TTile>(b, shared, filled + panel, second, b1);
            (used, filled) = (filled, used);
            Group.Barrier();
        }

        TSum.Drain(
            ref sum, epilogue, firstRow + down * Float4.Lanes, (firstColumn >> 2) + across, TTile.Side >> 3, rows, groups);
    }
}
