using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>Stores every byte in order through the caches; outside them each line is read for ownership first, which the bytes counted here leave out.</summary>
internal sealed unsafe class StreamWrite<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    public string Name => "write";

    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public int StreamCount => 1;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps)
    {
        for (; steps > 0; steps--)
            Pass((float*)set.Address, (float*)(set.Address + (nint)set.Bytes), steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(float* p, float* end, float value)
    {
        var v = TVector.Broadcast(value);
        var n = TVector.Lanes;
        for (; p < end; p += 8 * n)
        {
            TVector.Store(v, p);
            TVector.Store(v, p + n);
            TVector.Store(v, p + 2 * n);
            TVector.Store(v, p + 3 * n);
            TVector.Store(v, p + 4 * n);
            TVector.Store(v, p + 5 * n);
            TVector.Store(v, p + 6 * n);
            TVector.Store(v, p + 7 * n);
        }
    }
}
