using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>The part of a block that one thread keeps in registers, written out as nested structs: an array would live in memory.</summary>
/// <typeparam name="TSelf">The accumulator.</typeparam>
public interface IAccumulator<TSelf>
    where TSelf : unmanaged, IAccumulator<TSelf>
{
    /// <summary>Adds the product of one step of the sum.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="shared">Shared memory.</param>
    /// <param name="a">Where the thread's first four rows of the step lie, in units of four floats.</param>
    /// <param name="b">Where its first four columns lie.</param>
    /// <param name="half">Half of the block's side, in the same units.</param>
    static abstract void Add(ref TSelf sum, ArrayView<Float4> shared, int a, int b, int half);

    /// <summary>Told after every fourth step of the sum.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="steps">Steps of the sum so far.</param>
    static abstract void Mark(ref TSelf sum, int steps);

    /// <summary>Adds another accumulator.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="other">The other.</param>
    static abstract void Merge(ref TSelf sum, TSelf other);

    /// <summary>Gives the finished rows to the epilogue.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="epilogue">What becomes of them.</param>
    /// <param name="row">The thread's first row.</param>
    /// <param name="group">Its first column divided by four.</param>
    /// <param name="half">Half of the block's side, in units of four.</param>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="groups">Columns of the product divided by four, rounded up.</param>
    static abstract void Drain<TEpilogue>(ref TSelf sum, TEpilogue epilogue, int row, int group, int half, int rows, int groups)
        where TEpilogue : struct, IEpilogue;
}

/// <summary>4 x 4.</summary>
public struct Quad : IAccumulator<Quad>
{
    private Float4 r0, r1, r2, r3;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Quad sum, ArrayView<Float4> shared, int a, int b, int half) => Add(ref sum, shared[a], shared[b]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TEpilogue>(ref Quad sum, TEpilogue epilogue, int row, int group, int half, int rows, int groups)
        where TEpilogue : struct, IEpilogue
    {
        if (group >= groups)
            return;
        if (row < rows)
            epilogue.Accept(sum.r0, row, group);
        if (row + 1 < rows)
            epilogue.Accept(sum.r1, row + 1, group);
        if (row + 2 < rows)
            epilogue.Accept(sum.r2, row + 2, group);
        if (row + 3 < rows)
            epilogue.Accept(sum.r3, row + 3, group);
    }

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

/// <summary>8 x 8 as four quarters, half a block apart, so that neighbouring threads read neighbouring banks of shared memory.</summary>
public struct Octet : IAccumulator<Octet>
{
    private Quad topLeft, topRight, bottomLeft, bottomRight;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Octet sum, ArrayView<Float4> shared, int a, int b, int half)
    {
        Float4 top = shared[a], bottom = shared[a + half], left = shared[b], right = shared[b + half];
        Quad.Add(ref sum.topLeft, top, left);
        Quad.Add(ref sum.topRight, top, right);
        Quad.Add(ref sum.bottomLeft, bottom, left);
        Quad.Add(ref sum.bottomRight, bottom, right);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TEpilogue>(ref Octet sum, TEpilogue epilogue, int row, int group, int half, int rows, int groups)
        where TEpilogue : struct, IEpilogue
    {
        var below = row + half * Float4.Lanes;
        Quad.Drain(ref sum.topLeft, epilogue, row, group, half, rows, groups);
        Quad.Drain(ref sum.topRight, epilogue, row, group + half, half, rows, groups);
        Quad.Drain(ref sum.bottomLeft, epilogue, below, group, half, rows, groups);
        Quad.Drain(ref sum.bottomRight, epilogue, below, group + half, half, rows, groups);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref Octet sum, int steps)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Octet sum, Octet other)
    {
        Quad.Merge(ref sum.topLeft, other.topLeft);
        Quad.Merge(ref sum.topRight, other.topRight);
        Quad.Merge(ref sum.bottomLeft, other.bottomLeft);
        Quad.Merge(ref sum.bottomRight, other.bottomRight);
    }
}
