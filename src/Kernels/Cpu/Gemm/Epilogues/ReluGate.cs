using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>Stores C where the activation is positive, else 0: the gradient before the activation of a hidden layer.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <param name="activations">First element of the activations that gate.</param>
/// <param name="gradient">First element of the gradient before the activation.</param>
public readonly unsafe struct ReluGate<TVector>(float* activations, float* gradient) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly float* activations = activations, gradient = gradient;

    /// <summary>
    /// The activations were made a whole pass ago and lie far where layers are wide; narrower layers lose more time asking than waiting (docs/decisions/0009).
    /// </summary>
    public static int PrefetchesFrom => 96;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(nint offset) => CacheLine.Prefetch(activations + offset);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset) =>
        TVector.Store(TVector.WherePositive(TVector.Load(activations + offset), value), gradient + offset);
}
