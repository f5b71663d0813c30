using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>
/// Stores every byte in order past the caches, without reading the lines first: what a level costs then hardly depends on the size, and the
/// difference to <see cref="StreamWrite{TVector}"/> is the read for ownership.
/// </summary>
internal sealed unsafe class StreamNonTemporal<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    public string Name => "writeNonTemporal";

    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public int StreamCount => 1;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps)
    {
        for (; steps > 0; steps--)
            Pass((float*)set.Address, (float*)(set.Address + (nint)set.Bytes), steps);
        // The stores wait in buffers of their own; the pass is over when they are out.
        Interlocked.MemoryBarrier();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(float* p, float* end, float value)
    {
        var v = TVector.Broadcast(value);
        var n = TVector.Lanes;
        for (; p < end; p += 8 * n)
        {
            TVector.StoreNonTemporal(v, p);
            TVector.StoreNonTemporal(v, p + n);
            TVector.StoreNonTemporal(v, p + 2 * n);
            TVector.StoreNonTemporal(v, p + 3 * n);
            TVector.StoreNonTemporal(v, p + 4 * n);
            TVector.StoreNonTemporal(v, p + 5 * n);
            TVector.StoreNonTemporal(v, p + 6 * n);
            TVector.StoreNonTemporal(v, p + 7 * n);
        }
    }
}
