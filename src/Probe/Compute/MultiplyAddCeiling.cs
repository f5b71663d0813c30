using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Compute;

/// <summary>Fused multiply-adds on registers alone: the arithmetic ceiling of one core.</summary>
internal static class MultiplyAddCeiling<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>
    /// Independent chains: more than latency times ports of x64 cores (4 x 2), and with their constants still within AVX2's sixteen registers.
    /// Cores with four ports (Apple, Neoverse V) could use sixteen; their ceiling comes out low.
    /// </summary>
    private const int Chains = 12;

    /// <summary>One iteration: two operations per multiply-add and lane.</summary>
    public static RepeatableWork Work { get; } = new(2.0 * Chains * TVector.Lanes, Run);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(long iterations)
    {
        // x = 0.5 x + 1 stays finite and normal for ever.
        var half = TVector.Broadcast(0.5f);
        var one = TVector.Broadcast(1f);
        var (a, b, c, d) = (one, one, one, one);
        var (e, f, g, h) = (one, one, one, one);
        var (i, j, k, l) = (one, one, one, one);
        for (; iterations > 0; iterations--)
        {
            a = TVector.MultiplyAdd(a, half, one);
            b = TVector.MultiplyAdd(b, half, one);
            c = TVector.MultiplyAdd(c, half, one);
            d = TVector.MultiplyAdd(d, half, one);
            e = TVector.MultiplyAdd(e, half, one);
            f = TVector.MultiplyAdd(f, half, one);
            g = TVector.MultiplyAdd(g, half, one);
            h = TVector.MultiplyAdd(h, half, one);
            i = TVector.MultiplyAdd(i, half, one);
            j = TVector.MultiplyAdd(j, half, one);
            k = TVector.MultiplyAdd(k, half, one);
            l = TVector.MultiplyAdd(l, half, one);
        }

        Sink.Keep(BitConverter.SingleToInt32Bits(TVector.First(a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l)));
    }
}
