using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Bench.Ceilings;

/// <summary>
/// Loads every byte of three streams and stores it again in place, as Adam does with parameters and moments, with next to no arithmetic between:
/// the traffic that an optimizer cannot avoid, at the speed of the memory alone.
/// </summary>
internal sealed unsafe class StreamUpdate<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    private const int Streams = 3;

    /// <summary>Bytes of one unrolled iteration per stream: four vectors of the widest path.</summary>
    private const int Granule = 4 * 64;

    public string Name => "update";

    public int StreamCount => Streams;

    public long BytesPerPass(long workingSetBytes) => 2 * Streams * StreamBytes(workingSetBytes);

    public long FlopsPerPass(long workingSetBytes) => 0;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps)
    {
        var bytes = (nint)StreamBytes(set.Bytes);
        for (; steps > 0; steps--)
            Pass((float*)set.Address, (float*)(set.Address + bytes), (float*)(set.Address + 2 * bytes), (float*)(set.Address + bytes));
    }

    private static long StreamBytes(long workingSetBytes) => workingSetBytes / Streams / Granule * Granule;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(float* x, float* y, float* z, float* end)
    {
        // Flipping bits leaves no subnormal that was not there before, and costs one operation a vector.
        var mask = TVector.Broadcast(-0f);
        var n = TVector.Lanes;
        for (; x < end; x += 4 * n, y += 4 * n, z += 4 * n)
        {
            Update(x, mask);
            Update(y, mask);
            Update(z, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update(float* p, TVector mask)
    {
        var n = TVector.Lanes;
        TVector.Store(TVector.Load(p) ^ mask, p);
        TVector.Store(TVector.Load(p + n) ^ mask, p + n);
        TVector.Store(TVector.Load(p + 2 * n) ^ mask, p + 2 * n);
        TVector.Store(TVector.Load(p + 3 * n) ^ mask, p + 3 * n);
    }
}
