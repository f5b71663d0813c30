using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Elementwise;

/// <summary>
/// The exponential of each lane: x = n ln 2 + r, exp(x) = 2^n exp(r), with a polynomial of degree 7 for exp(r) on |r| at most ln(2)/2
/// (Cephes expf, Moshier). Within 2 units in the last place; saturates at exp(-87.3) and exp(88.37); NaN stays NaN.
/// </summary>
/// <remarks>The vector types' own Exp is a call of many uninlined generic parts: over a microsecond a vector inside a generic kernel.</remarks>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static class Exponential<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Exponential of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector x)
    {
        // The bounds come first: the second operand is what a comparison with NaN returns.
        x = TVector.Min(TVector.Broadcast(88.37f), TVector.Max(TVector.Broadcast(-87.3f), x));
        var n = TVector.Round(x * TVector.Broadcast(1.44269504f));
        var r = TVector.MultiplyAdd(n, TVector.Broadcast(-0.693359375f), x);
        r = TVector.MultiplyAdd(n, TVector.Broadcast(2.12194440e-4f), r);
        var p = TVector.Broadcast(1.9875691500e-4f);
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(1.3981999507e-3f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(8.3334519073e-3f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(4.1665795894e-2f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(1.6666665459e-1f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(5.0000001201e-1f));
        var fraction = TVector.MultiplyAdd(p, r * r, r) + TVector.Broadcast(1);
        return TVector.Scale(fraction, n);
    }
}
