using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>The part of a block that one thread keeps in registers, written out as nested structs: an array would live in memory.</summary>
/// <typeparam name="TSelf">The accumulator.</typeparam>
public interface IAccumulator<TSelf>
    where TSelf : unmanaged, IAccumulator<TSelf>
{
    /// <summary>Steps of the sum that one <see cref="Add"/> takes; the depth of every tile is a multiple.</summary>
    static abstract int Steps { get; }

    /// <summary>Where this thread begins to read in a panel of A, in units of four floats.</summary>
    static abstract int FirstA<TTile>(int thread)
        where TTile : struct, IBlockTile;

    /// <summary>Where this thread begins to read in a panel of B, in units of four floats.</summary>
    static abstract int FirstB<TTile>(int thread)
        where TTile : struct, IBlockTile;

    /// <summary>Sets the sum to 0; called once in a kernel's text.</summary>
    static abstract TSelf Zero();

    /// <summary>Adds the product of <see cref="Steps"/> steps of the sum.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="shared">Shared memory.</param>
    /// <param name="a"><see cref="FirstA"/> in the first of the steps.</param>
    /// <param name="b"><see cref="FirstB"/> there.</param>
    static abstract void Add<TTile>(ref TSelf sum, ArrayView<Float4> shared, int a, int b)
        where TTile : struct, IBlockTile;

    /// <summary>Told after each <see cref="Add"/>.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="steps">Steps of the sum so far.</param>
    static abstract void Mark(ref TSelf sum, int steps);

    /// <summary>Gives the finished rows to the epilogue.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="thread">Number of the thread in its team.</param>
    /// <param name="shared">Shared memory, whose slices nobody needs any more.</param>
    /// <param name="origin">Where the team's buffers begin there.</param>
    static abstract void Drain<TTile, TEpilogue>(ref TSelf sum, BlockTarget<TEpilogue> target, int thread, ArrayView<Float4> shared, int origin)
        where TTile : struct, IBlockTile
        where TEpilogue : struct, IEpilogue;
}
