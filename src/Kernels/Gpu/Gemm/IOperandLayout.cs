using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// How a block of an operand comes from the matrix into shared memory, where it always lies as [depth, side]. A piece is one
/// <see cref="Float4"/>; each thread carries two pieces of each operand and slice.
/// </summary>
public interface IOperandLayout
{
    /// <summary>Loads a piece from the matrix.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="first">First row or column of the block of the product.</param>
    /// <param name="depth">First step of the sum in the slice.</param>
    /// <param name="piece">Number of the piece.</param>
    static abstract Float4 Fetch<TTile>(Operand operand, int first, int depth, int piece)
        where TTile : struct, IBlockTile;

    /// <summary>Stores the piece into shared memory.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="shared">Shared memory.</param>
    /// <param name="panel">Where the panel begins there, in units of four floats.</param>
    /// <param name="piece">Number of the piece.</param>
    /// <param name="value">The piece.</param>
    static abstract void Put<TTile>(Operand operand, ArrayView<Float4> shared, int panel, int piece, Float4 value)
        where TTile : struct, IBlockTile;
}

/// <summary>The sum runs along the rows of the matrix: each piece is turned on its way into shared memory.</summary>
public readonly struct AlongDepth : IOperandLayout
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Fetch<TTile>(Operand operand, int first, int depth, int piece)
        where TTile : struct, IBlockTile =>
        operand.Read(first + (piece >> TTile.DepthShift), (depth >> 2) + (piece & ((1 << TTile.DepthShift) - 1)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<TTile>(Operand operand, ArrayView<Float4> shared, int panel, int piece, Float4 value)
        where TTile : struct, IBlockTile
    {
        var floats = shared.Cast<float>();
        int line = TTile.Side + Float4.Lanes, step = (piece & ((1 << TTile.DepthShift) - 1)) * Float4.Lanes;
        var at = panel * Float4.Lanes + step * line + (piece >> TTile.DepthShift);
        floats[at] = value.X;
        floats[at + line] = value.Y;
        floats[at + 2 * line] = value.Z;
        floats[at + 3 * line] = value.W;
    }
}

/// <summary>The sum runs down the columns of the matrix: pieces lie in shared memory as they come.</summary>
public readonly struct AcrossDepth : IOperandLayout
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Fetch<TTile>(Operand operand, int first, int depth, int piece)
        where TTile : struct, IBlockTile =>
        operand.Read(depth + (piece >> TTile.SideShift), (first >> 2) + (piece & ((1 << TTile.SideShift) - 1)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<TTile>(Operand operand, ArrayView<Float4> shared, int panel, int piece, Float4 value)
        where TTile : struct, IBlockTile =>
        shared[panel + (piece >> TTile.SideShift) * ((TTile.Side >> 2) + 1) + (piece & ((1 << TTile.SideShift) - 1))] = value;
}

/// <summary>One of the two, as the operand says: for a kernel that makes products of several kinds.</summary>
public readonly struct PlannedLayout : IOperandLayout
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Fetch<TTile>(Operand operand, int first, int depth, int piece)
        where TTile : struct, IBlockTile
    {
        Float4 value;
        if (operand.IsAlongDepth != 0)
            value = AlongDepth.Fetch<TTile>(operand, first, depth, piece);
        else
            value = AcrossDepth.Fetch<TTile>(operand, first, depth, piece);
        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<TTile>(Operand operand, ArrayView<Float4> shared, int panel, int piece, Float4 value)
        where TTile : struct, IBlockTile
    {
        if (operand.IsAlongDepth != 0)
            AlongDepth.Put<TTile>(operand, shared, panel, piece, value);
        else
            AcrossDepth.Put<TTile>(operand, shared, panel, piece, value);
    }
}
