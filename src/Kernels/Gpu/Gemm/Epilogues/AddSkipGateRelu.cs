using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>As <see cref="KeepGateRelu"/>, where the layer itself has a skip: adds what came past it.</summary>
/// <param name="keep">What becomes of the sum.</param>
/// <param name="past">The gradient at the layer's own output [batch, units].</param>
/// <param name="stride">Distance of its rows in units of four floats.</param>
public readonly struct AddSkipGateRelu(KeepGateRelu keep, ArrayView<Float4> past, int stride) : IEpilogue
{
    private readonly KeepGateRelu keep = keep;
    private readonly ArrayView<Float4> past = past;
    private readonly int stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group) => keep.Accept(Float4.Sum(value, past[row * stride + group]), row, group);
}
