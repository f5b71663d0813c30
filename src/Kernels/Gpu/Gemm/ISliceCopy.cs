using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// How the slices of both operands come into shared memory. Chosen by type: no portable kernel may contain, even in a branch never taken, what only one
/// kind of device has. A slice is the panel of A [depth, side + 4] and then that of B. Every way puts the same values in the same places.
/// </summary>
/// <typeparam name="TSelf">The copy and what a thread carries of it.</typeparam>
public interface ISliceCopy<TSelf>
    where TSelf : unmanaged, ISliceCopy<TSelf>
{
    /// <summary>Buffers of a slice each; one is used while the others are filled.</summary>
    static abstract int Buffers<TTile>()
        where TTile : struct, IBlockTile;

    /// <summary>Begins to bring a slice. Nobody may read the buffer any more; beyond the depth the operands are 0.</summary>
    /// <param name="copy">What this thread carries.</param>
    /// <param name="block">Where the block is.</param>
    /// <param name="buffer">Where the buffer begins in shared memory, in units of four floats.</param>
    /// <param name="slice">First step of the sum in the slice.</param>
    static abstract void Begin<TTile, TA, TB>(ref TSelf copy, BlockSource block, int buffer, int slice)
        where TTile : struct, IBlockTile
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout;

    /// <summary>
    /// Completes this thread's part of the oldest slice under way; the barrier after it makes the parts of all threads visible to all. Called once for
    /// each <see cref="Begin"/>.
    /// </summary>
    /// <param name="copy">What this thread carries.</param>
    /// <param name="block">Where the block is.</param>
    /// <param name="shared">Shared memory.</param>
    /// <param name="buffer">The buffer of the last <see cref="Begin"/>.</param>
    static abstract void End<TTile, TA, TB>(ref TSelf copy, BlockSource block, ArrayView<Float4> shared, int buffer)
        where TTile : struct, IBlockTile
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout;

    /// <summary>Leaves nothing under way.</summary>
    static abstract void Finish();
}
