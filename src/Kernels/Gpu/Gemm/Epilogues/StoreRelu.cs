using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>A hidden layer: stores max(C, 0) and keeps the column of ones after the units.</summary>
/// <param name="output">The layer's output [batch, units + 1].</param>
/// <param name="stride">Distance of its rows in units of four floats.</param>
/// <param name="units">Units, the column of ones.</param>
public readonly struct StoreRelu(ArrayView<Float4> output, int stride, int units) : IEpilogue
{
    private readonly ArrayView<Float4> output = output;
    private readonly int stride = stride, units = units;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group)
    {
        var active = Float4.Positive(value);
        // Where the units are no multiple of four, the column of ones is in their last group.
        var place = units - (group << 2);
        if (place == 1)
            active.Y = 1;
        if (place == 2)
            active.Z = 1;
        if (place == 3)
            active.W = 1;
        output[row * stride + group] = active;
    }
}
