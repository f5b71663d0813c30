using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>The identity epilogue: stores C.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <param name="c">First element of C.</param>
public readonly unsafe struct StoreOnly<TVector>(float* c) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly float* c = c;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset) => TVector.Store(value, c + offset);
}
