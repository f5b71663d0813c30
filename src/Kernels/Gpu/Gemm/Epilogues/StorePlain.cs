using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>Stores the product: the output layer before its activation, or a gradient.</summary>
/// <param name="target">The matrix.</param>
/// <param name="stride">Distance of its rows in units of four floats.</param>
public readonly struct StorePlain(ArrayView<Float4> target, int stride) : IEpilogue
{
    private readonly ArrayView<Float4> target = target;
    private readonly int stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group) => target[row * stride + group] = value;
}
