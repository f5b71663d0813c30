using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>As <see cref="GateRelu"/>, and keeps the gradient at the output of the layer below, which has a skip that needs it.</summary>
/// <param name="gate">The gate of the layer below.</param>
/// <param name="sum">Receives the gradient at its output [batch, units].</param>
/// <param name="stride">Distance of its rows in units of four floats.</param>
public readonly struct KeepGateRelu(GateRelu gate, ArrayView<Float4> sum, int stride) : IEpilogue
{
    private readonly GateRelu gate = gate;
    private readonly ArrayView<Float4> sum = sum;
    private readonly int stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group)
    {
        sum[row * stride + group] = value;
        gate.Accept(value, row, group);
    }
}
