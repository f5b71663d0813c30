using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Optimizer;

/// <summary>Adam over whole matrices: one flat pass over parameters, gradient and both moments (the textbook schedule).</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static unsafe class Adam<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Updates a range of the parameters.</summary>
    /// <param name="step">The step.</param>
    /// <param name="gradient">Gradient of the loss by the parameters, same shape.</param>
    /// <param name="parameters">Parameters [fan-in + 1, units].</param>
    /// <param name="first">First moment, same shape.</param>
    /// <param name="second">Second moment, same shape.</param>
    /// <param name="from">First float of the range; a multiple of the panel width.</param>
    /// <param name="to">Float before which the range ends; a multiple of the panel width.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Update(
        AdamStep step, PanelMatrix<TVector> gradient, PanelMatrix<TVector> parameters,
        PanelMatrix<TVector> first, PanelMatrix<TVector> second, nint from, nint to)
    {
        Debug.Assert(from % Panel<TVector>.Width == 0 && to % Panel<TVector>.Width == 0 && to <= parameters.Length, "a range of whole rows");
        float* g = gradient.Start, w = parameters.Start, m = first.Start, v = second.Start;
        for (var i = from; i < to; i += TVector.Lanes)
            step.Update(TVector.Load(g + i), w + i, m + i, v + i);
    }
}

/// <summary>
/// Adam as the epilogue of dW = Xt dY (the fused schedule): each tile of the gradient is consumed as soon as it is finished, and no
/// gradient matrix exists.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <param name="step">The step.</param>
/// <param name="parameters">First element of the parameters.</param>
/// <param name="first">First element of the first moment.</param>
/// <param name="second">First element of the second moment.</param>
public readonly unsafe struct AdamEpilogue<TVector>(AdamStep step, float* parameters, float* first, float* second) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly AdamStep step = step;
    private readonly float* parameters = parameters, first = first, second = second;

    /// <inheritdoc/>
    public static bool IsShort => false;

    /// <inheritdoc/>
    public static int PrefetchesFrom => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(nint offset)
    {
        CacheLine.Prefetch(parameters + offset);
        CacheLine.Prefetch(first + offset);
        CacheLine.Prefetch(second + offset);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset) => step.Update(value, parameters + offset, first + offset, second + offset);
}
