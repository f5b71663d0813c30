using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>The gradient before the activation of the layer below: what comes to its output, where it was active.</summary>
/// <param name="activations">Its activations [batch, units + 1].</param>
/// <param name="activationStride">Distance of their rows in units of four floats.</param>
/// <param name="gradient">Receives the gradient [batch, units].</param>
/// <param name="stride">Distance of its rows in units of four floats.</param>
public readonly struct GateRelu(ArrayView<Float4> activations, int activationStride, ArrayView<Float4> gradient, int stride) : IEpilogue
{
    private readonly ArrayView<Float4> activations = activations, gradient = gradient;
    private readonly int activationStride = activationStride, stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group) =>
        gradient[row * stride + group] = Float4.WherePositive(activations[row * activationStride + group], value);
}
