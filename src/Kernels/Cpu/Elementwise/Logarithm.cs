using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Elementwise;

/// <summary>
/// The natural logarithm of each lane: x = m 2^e, ln x = ln m + e ln 2, with a polynomial in m - 1 on [sqrt(1/2), sqrt(2)) (Cephes logf,
/// Moshier). Within 2 units in the last place for positive normal numbers, the only ones it is defined for.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static class Logarithm<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Natural logarithm of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector x)
    {
        var e = TVector.Decompose(x, out var mantissa);
        var t = mantissa - TVector.Broadcast(1);
        var p = TVector.Broadcast(7.0376836292e-2f);
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-1.1514610310e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(1.1676998740e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-1.2420140846e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(1.4249322787e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-1.6668057665e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(2.0000714765e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-2.4999993993e-1f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(3.3333331174e-1f));
        var square = t * t;
        var tail = TVector.MultiplyAdd(e, TVector.Broadcast(-2.12194440e-4f), p * t * square);
        tail = TVector.MultiplyAdd(TVector.Broadcast(-0.5f), square, tail);
        return TVector.MultiplyAdd(e, TVector.Broadcast(0.693359375f), t + tail);
    }
}
