using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>Loads every byte in order, changes it and stores it back: no line is fetched only to be overwritten.</summary>
internal sealed unsafe class StreamUpdate<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    public string Name => "update";

    public long BytesPerPass(long workingSetBytes) => 2 * workingSetBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public int StreamCount => 1;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps)
    {
        for (; steps > 0; steps--)
            Pass((float*)set.Address, (float*)(set.Address + (nint)set.Bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(float* p, float* end)
    {
        // Flipping bits twice restores them, and exclusive or is never slow, whatever numbers lie there.
        var v = TVector.Broadcast(1);
        var n = TVector.Lanes;
        for (; p < end; p += 8 * n)
        {
            TVector.Store(TVector.Load(p) ^ v, p);
            TVector.Store(TVector.Load(p + n) ^ v, p + n);
            TVector.Store(TVector.Load(p + 2 * n) ^ v, p + 2 * n);
            TVector.Store(TVector.Load(p + 3 * n) ^ v, p + 3 * n);
            TVector.Store(TVector.Load(p + 4 * n) ^ v, p + 4 * n);
            TVector.Store(TVector.Load(p + 5 * n) ^ v, p + 5 * n);
            TVector.Store(TVector.Load(p + 6 * n) ^ v, p + 6 * n);
            TVector.Store(TVector.Load(p + 7 * n) ^ v, p + 7 * n);
        }
    }
}
