using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>
/// Adds each <see cref="Rows"/> steps of the sum in a chain of their own, and the chains in their order: what comes out is the same whether one thread
/// does it all or the chunks are made by groups that know nothing of each other.
/// </summary>
/// <typeparam name="TSum">The accumulator of a chunk.</typeparam>
public struct Chunked<TSum> : IAccumulator<Chunked<TSum>>
    where TSum : unmanaged, IMergeable<TSum>
{
    private TSum total, chunk;

    /// <summary>Steps of a chunk: rows of a batch, over which gradients are summed.</summary>
    public const int Rows = 1 << Shift;

    /// <summary>Its logarithm to base 2.</summary>
    internal const int Shift = 4;

    /// <inheritdoc/>
    public static int Steps => TSum.Steps;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstA<TTile>(int thread)
        where TTile : struct, IBlockTile => TSum.FirstA<TTile>(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstB<TTile>(int thread)
        where TTile : struct, IBlockTile => TSum.FirstB<TTile>(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Chunked<TSum> Zero() => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TTile>(ref Chunked<TSum> sum, ArrayView<Float4> shared, int a, int b)
        where TTile : struct, IBlockTile => TSum.Add<TTile>(ref sum.chunk, shared, a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref Chunked<TSum> sum, int steps)
    {
        if ((steps & (Rows - 1)) == 0)
            Close(ref sum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TTile, TEpilogue>(
        ref Chunked<TSum> sum, BlockTarget<TEpilogue> target, int thread, ArrayView<Float4> shared, int origin)
        where TTile : struct, IBlockTile
        where TEpilogue : struct, IEpilogue
    {
        Close(ref sum);
        TSum.Drain<TTile, TEpilogue>(ref sum.total, target, thread, shared, origin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Close(ref Chunked<TSum> sum)
    {
        TSum.Merge(ref sum.total, sum.chunk);
        sum.chunk = default;
    }
}
