using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>C = A B as a launch of its own, one block of C per group.</summary>
public static class GemmKernel
{
    /// <summary>The kernel; grid [columns of blocks, rows of blocks], group of <see cref="IBlockTile.Threads"/>.</summary>
    /// <typeparam name="TTile">The block.</typeparam>
    /// <typeparam name="TSum">The part of one thread.</typeparam>
    /// <typeparam name="TCopy">How slices come into shared memory.</typeparam>
    /// <typeparam name="TA">Layout of A.</typeparam>
    /// <typeparam name="TB">Layout of B.</typeparam>
    /// <typeparam name="TEpilogue">What becomes of C.</typeparam>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="groups">Columns of C divided by four, rounded up.</param>
    /// <param name="depth">Steps of the sum.</param>
    /// <param name="epilogue">What becomes of C.</param>
    public static void Run<TTile, TSum, TCopy, TA, TB, TEpilogue>(Operand a, Operand b, int rows, int groups, int depth, TEpilogue epilogue)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TCopy : unmanaged, ISliceCopy<TCopy>
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
        where TEpilogue : struct, IEpilogue
    {
        var shared = SharedMemory.Allocate<Float4>((TTile.SharedLength >> 1) * TCopy.Buffers<TTile>());
        GemmBlock.Run<TTile, TSum, TCopy, TA, TB, TEpilogue>(
            shared, 0, Group.IdxX, Grid.IdxY * TTile.Side, Grid.IdxX * TTile.Side, a.Located(), b, rows, groups, depth, epilogue);
    }
}
