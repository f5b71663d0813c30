using System.Runtime.CompilerServices;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>Loads every byte in order, with eight independent accumulators so that the load ports are the limit.</summary>
internal sealed unsafe class StreamRead<TLanes> : ITraversal
    where TLanes : unmanaged, ILanes<TLanes>
{
    public string Name => "read";

    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps)
    {
        for (; steps > 0; steps--)
            Sink.Keep(BitConverter.SingleToInt32Bits(Pass((float*)set.Address, (float*)(set.Address + (nint)set.Bytes))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Pass(float* p, float* end)
    {
        // Exclusive or instead of addition: whatever bits lie there, no lane meets a slow subnormal.
        var (a, b, c, d) = (TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0));
        var (e, f, g, h) = (a, b, c, d);
        var n = sizeof(TLanes) / sizeof(float);
        for (; p < end; p += 8 * n)
        {
            a = TLanes.Xor(a, TLanes.Load(p));
            b = TLanes.Xor(b, TLanes.Load(p + n));
            c = TLanes.Xor(c, TLanes.Load(p + 2 * n));
            d = TLanes.Xor(d, TLanes.Load(p + 3 * n));
            e = TLanes.Xor(e, TLanes.Load(p + 4 * n));
            f = TLanes.Xor(f, TLanes.Load(p + 5 * n));
            g = TLanes.Xor(g, TLanes.Load(p + 6 * n));
            h = TLanes.Xor(h, TLanes.Load(p + 7 * n));
        }

        return TLanes.First(TLanes.Xor(TLanes.Xor(TLanes.Xor(a, b), TLanes.Xor(c, d)), TLanes.Xor(TLanes.Xor(e, f), TLanes.Xor(g, h))));
    }
}
