using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>8 x 8 as four quarters, half a block apart, so that neighbouring threads read neighbouring banks of shared memory.</summary>
public struct Octet : IAccumulator<Octet>
{
    private Quad topLeft, topRight, bottomLeft, bottomRight;

    /// <inheritdoc/>
    public static int Steps => Quad.Steps;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstA<TTile>(int thread)
        where TTile : struct, IBlockTile => Quad.FirstA<TTile>(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstB<TTile>(int thread)
        where TTile : struct, IBlockTile => Quad.FirstB<TTile>(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Octet Zero() => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TTile>(ref Octet sum, ArrayView<Float4> shared, int a, int b)
        where TTile : struct, IBlockTile
    {
        int line = (TTile.Side >> 2) + 1, half = TTile.Side >> 3;
        Step(ref sum, shared, a, b, half);
        Step(ref sum, shared, a + line, b + line, half);
        Step(ref sum, shared, a + 2 * line, b + 2 * line, half);
        Step(ref sum, shared, a + 3 * line, b + 3 * line, half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TTile, TEpilogue>(ref Octet sum, BlockTarget<TEpilogue> target, int thread, ArrayView<Float4> shared, int origin)
        where TTile : struct, IBlockTile
        where TEpilogue : struct, IEpilogue
    {
        int half = TTile.Side >> 3, row = FirstA<TTile>(thread) * Float4.Lanes, below = row + half * Float4.Lanes, group = FirstB<TTile>(thread);
        Quad.Drain(ref sum.topLeft, target, row, group);
        Quad.Drain(ref sum.topRight, target, row, group + half);
        Quad.Drain(ref sum.bottomLeft, target, below, group);
        Quad.Drain(ref sum.bottomRight, target, below, group + half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref Octet sum, int steps)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(ref Octet sum, ArrayView<Float4> shared, int a, int b, int half)
    {
        Float4 top = shared[a], bottom = shared[a + half], left = shared[b], right = shared[b + half];
        Quad.Add(ref sum.topLeft, top, left);
        Quad.Add(ref sum.topRight, top, right);
        Quad.Add(ref sum.bottomLeft, bottom, left);
        Quad.Add(ref sum.bottomRight, bottom, right);
    }
}
