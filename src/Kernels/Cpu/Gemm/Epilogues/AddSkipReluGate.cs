using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>
/// The gradient at the input of a residual layer: adds what came past the layer, stores the sum for the layer below, and stores
/// it gated by that layer's activation.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <param name="past">First element of the gradient at the residual layer's output; null when the layer has no skip.</param>
/// <param name="sum">First element of the gradient at the input.</param>
/// <param name="activations">First element of the activations that gate.</param>
/// <param name="gradient">First element of the gradient before that activation.</param>
public readonly unsafe struct AddSkipReluGate<TVector>(float* past, float* sum, float* activations, float* gradient) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly float* past = past, sum = sum, activations = activations, gradient = gradient;

    /// <inheritdoc/>
    public static int PrefetchesFrom => ReluGate<TVector>.PrefetchesFrom;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(nint offset)
    {
        CacheLine.Prefetch(activations + offset);
        if (past != null)
            CacheLine.Prefetch(past + offset);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset)
    {
        var total = past == null ? value : value + TVector.Load(past + offset);
        TVector.Store(total, sum + offset);
        TVector.Store(TVector.WherePositive(TVector.Load(activations + offset), total), gradient + offset);
    }
}
