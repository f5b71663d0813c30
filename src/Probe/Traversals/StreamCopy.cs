using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>Copies the lower half of the working set to the upper half: half of the bytes are loaded, half are stored.</summary>
internal sealed unsafe class StreamCopy<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    public string Name => "copy";

    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public int StreamCount => 2;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    public void Run(WorkingSet set, long steps)
    {
        var half = (nint)(set.Bytes / 2);
        Passes((float*)set.Address, (float*)(set.Address + half), steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Passes(float* start, float* end, long passes)
    {
        var n = TVector.Lanes;
        for (; passes > 0; passes--)
        {
            var to = end;
            for (var from = start; from < end; from += 8 * n, to += 8 * n)
            {
                TVector.Store(TVector.Load(from), to);
                TVector.Store(TVector.Load(from + n), to + n);
                TVector.Store(TVector.Load(from + 2 * n), to + 2 * n);
                TVector.Store(TVector.Load(from + 3 * n), to + 3 * n);
                TVector.Store(TVector.Load(from + 4 * n), to + 4 * n);
                TVector.Store(TVector.Load(from + 5 * n), to + 5 * n);
                TVector.Store(TVector.Load(from + 6 * n), to + 6 * n);
                TVector.Store(TVector.Load(from + 7 * n), to + 7 * n);
            }
        }
    }
}
