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
    public static bool IsShort => true;

    /// <inheritdoc/>
    public static bool Prefetches => false;

    /// <inheritdoc/>
    public void Prefetch(nint offset)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset) => TVector.Store(value, c + offset);
}
