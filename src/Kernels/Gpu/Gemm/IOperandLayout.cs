using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
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

    /// <summary>Starts asynchronous copies (<see cref="AsyncCopy"/>) of all that the thread brings of a slice, to where <see cref="Put"/> would.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="panel">Where the panel begins in shared memory, bytes.</param>
    /// <param name="first">First row or column of the block of the product.</param>
    /// <param name="depth">First step of the sum in the slice.</param>
    /// <param name="thread">Number of the thread in its team.</param>
    static abstract void Copy<TTile>(Operand operand, int panel, int first, int depth, int thread)
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

    /// <inheritdoc/>
    /// <remarks>
    /// Element by element, because a piece lies along the depth: the eight elements of a thread stand at one step, in rows that are threads / depth apart.
    /// A warp takes 8 steps of 4 rows. With lines of side + 4 floats, 4 modulo 32, these lie in 32 different banks, and a row's 8 steps are 32 neighbouring
    /// bytes of the matrix, a sector where rows begin at one.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<TTile>(Operand operand, int panel, int first, int depth, int thread)
        where TTile : struct, IBlockTile
    {
        int step = StepOf<TTile>(thread), row = RowOf<TTile>(thread), apart = TTile.Threads >> (TTile.DepthShift + 2);
        var at = panel + (step * (TTile.Side + Float4.Lanes) + row) * sizeof(float);
        var bytes = apart * sizeof(float);
        operand.CopyElement(at, first + row, depth + step);
        operand.CopyElement(at + bytes, first + row + apart, depth + step);
        operand.CopyElement(at + 2 * bytes, first + row + 2 * apart, depth + step);
        operand.CopyElement(at + 3 * bytes, first + row + 3 * apart, depth + step);
        operand.CopyElement(at + 4 * bytes, first + row + 4 * apart, depth + step);
        operand.CopyElement(at + 5 * bytes, first + row + 5 * apart, depth + step);
        operand.CopyElement(at + 6 * bytes, first + row + 6 * apart, depth + step);
        operand.CopyElement(at + 7 * bytes, first + row + 7 * apart, depth + step);
    }

    /// <summary>The step of a thread's elements in <see cref="Copy"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int StepOf<TTile>(int thread)
        where TTile : struct, IBlockTile => (thread & 7) + ((thread >> 5) & ((1 << (TTile.DepthShift - 1)) - 1)) * 8;

    /// <summary>The row or column of the first of them; the others are threads / depth apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RowOf<TTile>(int thread)
        where TTile : struct, IBlockTile => ((thread >> 3) & 3) + (thread >> (4 + TTile.DepthShift)) * 4;
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

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<TTile>(Operand operand, int panel, int first, int depth, int thread)
        where TTile : struct, IBlockTile
    {
        int step = thread >> TTile.SideShift, group = thread & ((1 << TTile.SideShift) - 1), apart = TTile.Threads >> TTile.SideShift;
        int line = (TTile.Side >> 2) + 1, at = panel + (step * line + group) * Float4.Bytes;
        operand.CopyPiece(at, depth + step, (first >> 2) + group);
        operand.CopyPiece(at + apart * line * Float4.Bytes, depth + step + apart, (first >> 2) + group);
    }
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

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<TTile>(Operand operand, int panel, int first, int depth, int thread)
        where TTile : struct, IBlockTile
    {
        if (operand.IsAlongDepth != 0)
            AlongDepth.Copy<TTile>(operand, panel, first, depth, thread);
        else
            AcrossDepth.Copy<TTile>(operand, panel, first, depth, thread);
    }
}
