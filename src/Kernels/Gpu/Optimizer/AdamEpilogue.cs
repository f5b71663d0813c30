using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Optimizer;

/// <summary>Adam as the epilogue of dW = Xt dY (the fused schedule): the gradient never leaves the registers.</summary>
/// <param name="targets">What it updates.</param>
/// <param name="stride">Distance of the parameters' rows in units of four floats.</param>
public readonly struct AdamEpilogue(AdamTargets targets, int stride) : IEpilogue
{
    private readonly AdamTargets targets = targets;
    private readonly int stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group) => targets.Update(value, row * stride + group);
}
