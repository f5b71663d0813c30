using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>Loads every byte in order, with four independent accumulators of two loads each so that the load ports are the limit.</summary>
internal sealed unsafe class StreamRead<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    public string Name => "read";

    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public int StreamCount => 1;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps) =>
        Sink.Keep(BitConverter.SingleToInt32Bits(Passes((float*)set.Address, (float*)(set.Address + (nint)set.Bytes), steps)));

    // All passes in one loop nest: a call and a sum of the accumulators for every pass would cost a tenth of a pass over the first cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Passes(float* start, float* end, long passes)
    {
        // Exclusive or instead of addition: whatever bits lie there, no lane meets a slow subnormal. Two loads at a time, which AVX-512 combines in
        // one operation: half as many wait for memory in the scheduler, and as much more loads are under way.
        var (a, b, c, d) = (TVector.Zero, TVector.Zero, TVector.Zero, TVector.Zero);
        var n = TVector.Lanes;
        for (; passes > 0; passes--)
        {
            for (var p = start; p < end; p += 8 * n)
            {
                a = TVector.ExclusiveOr(a, TVector.Load(p), TVector.Load(p + n));
                b = TVector.ExclusiveOr(b, TVector.Load(p + 2 * n), TVector.Load(p + 3 * n));
                c = TVector.ExclusiveOr(c, TVector.Load(p + 4 * n), TVector.Load(p + 5 * n));
                d = TVector.ExclusiveOr(d, TVector.Load(p + 6 * n), TVector.Load(p + 7 * n));
            }
        }

        return TVector.First(a ^ b ^ c ^ d);
    }
}
