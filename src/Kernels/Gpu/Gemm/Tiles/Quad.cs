using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>4 x 4.</summary>
public struct Quad : IMergeable<Quad>
{
    private Float4 r0, r1, r2, r3;

    /// <inheritdoc/>
    public static int Steps => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstA<TTile>(int thread)
        where TTile : struct, IBlockTile => thread >> TTile.ThreadShift;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstB<TTile>(int thread)
        where TTile : struct, IBlockTile => thread & ((1 << TTile.ThreadShift) - 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad Zero() => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TTile>(ref Quad sum, ArrayView<Float4> shared, int a, int b)
        where TTile : struct, IBlockTile
    {
        // Written out by four: neither ILGPU nor ptxas unrolls a loop of ILGPU.
        var line = (TTile.Side >> 2) + 1;
        Add(ref sum, shared[a], shared[b]);
        Add(ref sum, shared[a + line], shared[b + line]);
        Add(ref sum, shared[a + 2 * line], shared[b + 2 * line]);
        Add(ref sum, shared[a + 3 * line], shared[b + 3 * line]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TTile, TEpilogue>(ref Quad sum, BlockTarget<TEpilogue> target, int thread, ArrayView<Float4> shared, int origin)
        where TTile : struct, IBlockTile
        where TEpilogue : struct, IEpilogue => Drain(ref sum, target, FirstA<TTile>(thread) * Float4.Lanes, FirstB<TTile>(thread));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref Quad sum, int steps)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Quad sum, Quad other)
    {
        sum.r0 = Float4.Sum(sum.r0, other.r0);
        sum.r1 = Float4.Sum(sum.r1, other.r1);
        sum.r2 = Float4.Sum(sum.r2, other.r2);
        sum.r3 = Float4.Sum(sum.r3, other.r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Drain<TEpilogue>(ref Quad sum, BlockTarget<TEpilogue> target, int row, int group)
        where TEpilogue : struct, IEpilogue
    {
        target.Accept(sum.r0, row, group);
        target.Accept(sum.r1, row + 1, group);
        target.Accept(sum.r2, row + 2, group);
        target.Accept(sum.r3, row + 3, group);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add(ref Quad sum, Float4 a, Float4 b)
    {
        AddRow(ref sum.r0, a.X, b);
        AddRow(ref sum.r1, a.Y, b);
        AddRow(ref sum.r2, a.Z, b);
        AddRow(ref sum.r3, a.W, b);
    }

    // Plain multiply and add: ptxas and OpenCL compilers contract them, and MathF.FusedMultiplyAdd is no intrinsic of ILGPU.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ref Float4 row, float a, Float4 b)
    {
        row.X += a * b.X;
        row.Y += a * b.Y;
        row.Z += a * b.Z;
        row.W += a * b.W;
    }
}
