using ButterE.Kernels.Gpu.Access;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>Passes over a working set on a device; a step is a pass.</summary>
/// <param name="name">read, write or copy.</param>
/// <param name="access">The memory.</param>
/// <param name="groups">Multiprocessors that share the set.</param>
/// <param name="start">Starts passes over so many bytes by so many groups.</param>
internal sealed class DeviceStream(string name, MemoryAccess access, int groups, Action<long, int, int> start) : ITraversal
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int StreamCount => name == "copy" ? 2 : 1;

    /// <summary>The streams of a device.</summary>
    public static IReadOnlyList<DeviceStream> All(MemoryAccess access, int groups) =>
        [new("read", access, groups, access.Read), new("write", access, groups, access.Write), new("copy", access, groups, access.Copy)];

    /// <summary>The largest working set of these groups that is not above a size.</summary>
    public long Fitting(long bytes) => bytes / (access.Granule * groups) * (access.Granule * groups);

    /// <inheritdoc/>
    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    /// <inheritdoc/>
    public long FlopsPerPass(long workingSetBytes) => 0;

    /// <inheritdoc/>
    public long StepsPerPass(long workingSetBytes) => 1;

    /// <inheritdoc/>
    public void Prepare(WorkingSet set, ref SplitMix64 random) => Run(set, 2);

    /// <inheritdoc/>
    public void Run(WorkingSet set, long steps)
    {
        start(set.Bytes, groups, checked((int)steps));
        access.Wait();
    }
}
