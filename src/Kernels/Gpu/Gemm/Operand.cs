using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>A matrix as a product reads it: beyond its rows and its padded columns it is 0.</summary>
/// <param name="data">First element.</param>
/// <param name="rows">Rows that count; the short last batch has fewer than the matrix.</param>
/// <param name="stride">Distance of two rows in units of four floats.</param>
/// <param name="isAlongDepth">For <see cref="PlannedLayout"/>: 1 where the sum runs along the rows.</param>
/// <param name="origin">Where its rows begin in <paramref name="data"/>; a kernel must ask for <see cref="Located"/> first.</param>
/// <param name="address">Address of the first element on the device, for <see cref="Asynchronous"/>; 0 where nothing needs it.</param>
public readonly struct Operand(ArrayView<Float4> data, int rows, int stride, int isAlongDepth = 0, RowOrigin origin = default, long address = 0)
{
    private readonly ArrayView<Float4> data = data;
    private readonly int rows = rows, stride = stride;

    // Inside a kernel ILGPU has no way from a view to an address, so the host puts it here for the copies that need one.
    private readonly long address = address;

    /// <summary>1 where the sum runs along the rows.</summary>
    internal readonly int IsAlongDepth = isAlongDepth;

    private readonly RowOrigin origin = origin;

    /// <summary>The same matrix with its first row first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Operand Located()
    {
        var first = (long)origin.Row * stride;
        return new(data.SubView(first), rows, stride, IsAlongDepth, address: address + first * Float4.Bytes);
    }

    /// <summary>Reads four neighbours of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="group">Column divided by four.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Read(int row, int group)
    {
        Float4 value = default;
        if (row < rows & group < stride)
            value = data[row * stride + group];
        return value;
    }

    /// <summary>The same with its address on the device, for <see cref="Asynchronous"/>; called by the host.</summary>
    internal Operand Addressed() => new(data, rows, stride, IsAlongDepth, origin, data.LoadEffectiveAddressAsPtr());

    /// <summary>Starts the copy of what <see cref="Read"/> returns to shared memory.</summary>
    /// <param name="target">Where it goes there, bytes.</param>
    /// <param name="row">The row.</param>
    /// <param name="group">Column divided by four.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyPiece(int target, int row, int group)
    {
        var isInside = row < rows & group < stride;
        AsyncCopy.Piece(target, address + (isInside ? row * stride + group : 0) * (long)Float4.Bytes, isInside ? Float4.Bytes : 0);
    }

    /// <summary>Starts the copy of one element to shared memory.</summary>
    /// <param name="target">Where it goes there, bytes.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyElement(int target, int row, int column)
    {
        var isInside = row < rows & column >> 2 < stride;
        AsyncCopy.Element(
            target, address + (isInside ? row * stride * Float4.Lanes + column : 0) * (long)sizeof(float), isInside ? sizeof(float) : 0);
    }
}
