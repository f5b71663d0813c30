using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// Adds each <see cref="Steps"/> steps of the sum in a chain of their own, and the chains in their order: what comes out is the same whether one thread
/// does it all or the chunks are made by groups that know nothing of each other.
/// </summary>
/// <typeparam name="TSum">The accumulator of a chunk.</typeparam>
public struct Chunked<TSum> : IAccumulator<Chunked<TSum>>
    where TSum : unmanaged, IAccumulator<TSum>
{
    private TSum total, chunk;

    /// <summary>Steps of a chunk.</summary>
    public const int Steps = 1 << Shift;

    /// <summary>Its logarithm to base 2.</summary>
    internal const int Shift = 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Chunked<TSum> sum, ArrayView<Float4> shared, int a, int b, int half) => TSum.Add(ref sum.chunk, shared, a, b, half);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref Chunked<TSum> sum, int steps)
    {
        if ((steps & (Steps - 1)) == 0)
            Close(ref sum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Chunked<TSum> sum, Chunked<TSum> other)
    {
        TSum.Merge(ref sum.total, other.total);
        TSum.Merge(ref sum.chunk, other.chunk);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TEpilogue>(ref Chunked<TSum> sum, TEpilogue epilogue, int row, int group, int half, int rows, int groups)
        where TEpilogue : struct, IEpilogue
    {
        Close(ref sum);
        TSum.Drain(ref sum.total, epilogue, row, group, half, rows, groups);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Close(ref Chunked<TSum> sum)
    {
        TSum.Merge(ref sum.total, sum.chunk);
        sum.chunk = default;
    }
}
