using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>
/// Stores max(C, 0), NaN where C is NaN, so that a broken network shows in its loss: the activation of a hidden layer. The bias is the last row of the parameters and so part of C already.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <param name="activations">First element of the activations.</param>
public readonly unsafe struct Relu<TVector>(float* activations) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly float* activations = activations;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset) => TVector.Store(TVector.Max(TVector.Zero, value), activations + offset);
}
