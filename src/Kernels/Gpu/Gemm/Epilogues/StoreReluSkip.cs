using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>
/// A residual layer: stores max(C, 0), which the backward pass gates by, and max(C, 0) + input, which the next layer reads. The column of ones comes
/// from the input, whose width is the same.
/// </summary>
/// <param name="activations">The activations [batch, units + 1].</param>
/// <param name="input">The layer's input, same shape.</param>
/// <param name="output">The layer's output, same shape.</param>
/// <param name="stride">Distance of their rows in units of four floats.</param>
public readonly struct StoreReluSkip(ArrayView<Float4> activations, ArrayView<Float4> input, ArrayView<Float4> output, int stride) : IEpilogue
{
    private readonly ArrayView<Float4> activations = activations, input = input, output = output;
    private readonly int stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group)
    {
        var at = row * stride + group;
        var active = Float4.Positive(value);
        activations[at] = active;
        output[at] = Float4.Sum(active, input[at]);
    }
}
