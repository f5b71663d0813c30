using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>A matrix as a product reads it: beyond its rows and its padded columns it is 0.</summary>
/// <param name="data">First element.</param>
/// <param name="rows">Rows that count; the short last batch has fewer than the matrix.</param>
/// <param name="stride">Distance of two rows in units of four floats.</param>
/// <param name="isAlongDepth">For <see cref="PlannedLayout"/>: 1 where the sum runs along the rows.</param>
/// <param name="origin">Where its rows begin in <paramref name="data"/>; a kernel must ask for <see cref="Located"/> first.</param>
public readonly struct Operand(ArrayView<Float4> data, int rows, int stride, int isAlongDepth = 0, RowOrigin origin = default)
{
    private readonly ArrayView<Float4> data = data;
    private readonly int rows = rows, stride = stride;

    /// <summary>1 where the sum runs along the rows.</summary>
    internal readonly int IsAlongDepth = isAlongDepth;

    private readonly RowOrigin origin = origin;

    /// <summary>The same matrix with its first row first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Operand Located() => new(data.SubView((long)origin.Row * stride), rows, stride, IsAlongDepth);

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
}
