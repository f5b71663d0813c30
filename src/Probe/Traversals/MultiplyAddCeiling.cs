using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ButterE.Probe.Traversals;

/// <summary>Fused multiply-adds on registers alone: the arithmetic ceiling of one core.</summary>
internal static unsafe class MultiplyAddCeiling<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>
    /// Independent chains: more than latency times ports of x64 cores (4 x 2), and with their constants still within AVX2's sixteen registers.
    /// Cores with four ports (Apple, Neoverse V) could use sixteen; their ceiling comes out low.
    /// </summary>
    private const int Chains = 12;

    /// <summary>FLOP of one iteration: two per multiply-add and lane.</summary>
    public static long FlopsPerIteration => 2L * Chains * (sizeof(TLanes) / sizeof(float));

    /// <summary>FLOP/s of one run of about <paramref name="seconds"/> on the calling thread.</summary>
    public static double Measure(double seconds)
    {
        var iterations = 1000L;
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            Sink.Keep(BitConverter.SingleToInt32Bits(Run(iterations)));
            var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (elapsed >= seconds / 2)
                return FlopsPerIteration * iterations / elapsed;
            iterations *= 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run(long iterations)
    {
        // x = 0.5 x + 1 stays finite and normal for ever.
        var half = TLanes.Broadcast(0.5f);
        var one = TLanes.Broadcast(1f);
        var (a, b, c, d) = (one, one, one, one);
        var (e, f, g, h) = (one, one, one, one);
        var (i, j, k, l) = (one, one, one, one);
        for (; iterations > 0; iterations--)
        {
            a = TLanes.FusedMultiplyAdd(a, half, one);
            b = TLanes.FusedMultiplyAdd(b, half, one);
            c = TLanes.FusedMultiplyAdd(c, half, one);
            d = TLanes.FusedMultiplyAdd(d, half, one);
            e = TLanes.FusedMultiplyAdd(e, half, one);
            f = TLanes.FusedMultiplyAdd(f, half, one);
            g = TLanes.FusedMultiplyAdd(g, half, one);
            h = TLanes.FusedMultiplyAdd(h, half, one);
            i = TLanes.FusedMultiplyAdd(i, half, one);
            j = TLanes.FusedMultiplyAdd(j, half, one);
            k = TLanes.FusedMultiplyAdd(k, half, one);
            l = TLanes.FusedMultiplyAdd(l, half, one);
        }

        var sum = TLanes.Xor(TLanes.Xor(TLanes.Xor(a, b), TLanes.Xor(c, d)), TLanes.Xor(TLanes.Xor(e, f), TLanes.Xor(g, h)));
        return TLanes.First(TLanes.Xor(sum, TLanes.Xor(TLanes.Xor(i, j), TLanes.Xor(k, l))));
    }
}
