using ButterE.Kernels.Gpu.Access;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>Dependent loads along one random cycle through all lines of a working set on a device, by one thread.</summary>
/// <param name="access">The memory.</param>
/// <param name="order">How far apart successive loads may lie.</param>
/// <param name="nodeBytes">Distance of two nodes.</param>
/// <param name="isShared">Whether it goes through shared memory.</param>
internal sealed class DeviceChase(MemoryAccess access, ChainOrder order, int nodeBytes, bool isShared = false) : ITraversal
{
    private const int BlockBytes = 256 << 10;

    // Filling caches by a real lap would take most of the probe's time where a load takes long.
    private const int MostWarmLoads = 1 << 16;

    private int[] nodes = [], blocks = [];

    /// <inheritdoc/>
    public string Name => isShared ? "chaseShared" : "chase";

    /// <inheritdoc/>
    public int StreamCount => 1;

    /// <inheritdoc/>
    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    /// <inheritdoc/>
    public long FlopsPerPass(long workingSetBytes) => 0;

    /// <inheritdoc/>
    public long StepsPerPass(long workingSetBytes) => workingSetBytes / nodeBytes;

    /// <inheritdoc/>
    public void Prepare(WorkingSet set, ref SplitMix64 random)
    {
        access.Link(set.Bytes, Link((int)(set.Bytes / nodeBytes), ref random));
        // All of it once at the speed of a stream, then on the way of the chain.
        access.Read(Math.Max(set.Bytes / access.Granule, 1) * access.Granule, 1, 1);
        Run(set, Math.Min(2 * StepsPerPass(set.Bytes), MostWarmLoads));
    }

    /// <inheritdoc/>
    public void Run(WorkingSet set, long steps)
    {
        if (isShared)
            access.ChaseShared(set.Bytes, checked((int)steps));
        else
            access.Chase(set.Bytes, checked((int)steps));
        access.Wait();
    }

    // As PointerChase: linking a uniformly shuffled order gives every cycle the same chance.
    private int Link(int count, ref SplitMix64 random)
    {
        var host = access.Host;
        var blockNodes = order == ChainOrder.Local ? BlockBytes / nodeBytes : count;
        var ints = nodeBytes / sizeof(int);
        var (first, last) = (-1, -1);
        foreach (var block in Shuffled(ref blocks, (count + blockNodes - 1) / blockNodes, ref random))
        {
            foreach (var node in Shuffled(ref nodes, Math.Min(blockNodes, count - block * blockNodes), ref random))
            {
                var place = (block * blockNodes + node) * ints;
                if (last < 0)
                    first = place;
                else
                    host[last] = place;
                last = place;
            }
        }

        host[last] = first;
        return first;
    }

    private static Span<int> Shuffled(ref int[] values, int count, ref SplitMix64 random)
    {
        if (values.Length < count)
            values = new int[count];
        var used = values.AsSpan(0, count);
        for (var i = 0; i < count; i++)
            used[i] = i;
        random.Shuffle(used);
        return used;
    }
}
