using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// C = A B, one block of C per group: slices of both operands go through two buffers in shared memory, the next one on its way while the
/// present one is used, and the block stays in registers until the epilogue takes it.
/// </summary>
public static class GemmKernel
{
    /// <summary>The kernel; grid [columns of blocks, rows of blocks], group of <see cref="IBlockTile.Threads"/>.</summary>
    /// <typeparam name="TTile">The block.</typeparam>
    /// <typeparam name="TSum">The part of one thread; side / threads along each direction.</typeparam>
    /// <typeparam name="TA">Layout of A.</typeparam>
    /// <typeparam name="TB">Layout of B.</typeparam>
    /// <typeparam name="TEpilogue">What becomes of C.</typeparam>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="groups">Columns of C divided by four, rounded up.</param>
    /// <param name="depth">Steps of the sum.</param>
    /// <param name="epilogue">What becomes of C.</param>
    public static void Run<TTile, TSum, TA, TB, TEpilogue>(Operand a, Operand b, int rows, int groups, int depth, TEpilogue epilogue)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
        where TEpilogue : struct, IEpilogue
    {
        var shared = SharedMemory.Allocate<Float4>(TTile.SharedLength);
        int line = (TTile.Side >> 2) + 1, panel = TTile.Depth * line;
        int thread = Group.IdxX, second = thread + TTile.Threads;
        int firstRow = Grid.IdxY * TTile.Side, firstColumn = Grid.IdxX * TTile.Side;
        int down = thread >> TTile.ThreadShift, across = thread & ((1 << TTile.ThreadShift) - 1);
        int used = 0, filled = 2 * panel;

        TA.Put<TTile>(shared, 0, thread, TA.Fetch<TTile>(a, firstRow, 0, thread));
        TA.Put<TTile>(shared, 0, second, TA.Fetch<TTile>(a, firstRow, 0, second));
        TB.Put<TTile>(shared, panel, thread, TB.Fetch<TTile>(b, firstColumn, 0, thread));
        TB.Put<TTile>(shared, panel, second, TB.Fetch<TTile>(b, firstColumn, 0, second));
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
                atA += 4 * line;
                atB += 4 * line;
            }

            TA.Put<TTile>(shared, filled, thread, a0);
            TA.Put<TTile>(shared, filled, second, a1);
            TB.Put<TTile>(shared, filled + panel, thread, b0);
            TB.Put<TTile>(shared, filled + panel, second, b1);
            (used, filled) = (filled, used);
            Group.Barrier();
        }

        TSum.Drain(
            ref sum, epilogue, firstRow + down * Float4.Lanes, (firstColumn >> 2) + across, TTile.Side >> 3, rows, groups);
    }
}
