namespace ButterE.Kernels.Gpu.Devices;

/// <summary>A device that kernels can run on.</summary>
/// <param name="Id">As the option <c>--device</c> names it: <c>cuda:0</c>, <c>opencl:0</c>, <c>simulator</c>.</param>
/// <param name="Name">The device's own name.</param>
/// <param name="MemoryBytes">Memory of the device, bytes; null for the simulator, which has none of its own.</param>
public sealed record GpuDevice(string Id, string Name, long? MemoryBytes)
{
    /// <summary>Whether kernels run on the host's processor, through its caches: an OpenCL driver for the CPU, or the simulator.</summary>
    public bool IsHostProcessor { get; init; }

    /// <summary>How NVIDIA's tools name the device, <c>GPU-…</c>, whole where it is cut into partitions; null where the driver does not tell.</summary>
    public string? Uuid { get; init; }

    /// <summary>Whether kernels can be recorded and started again as a whole (CUDA graphs).</summary>
    public bool CanRecord { get; init; }

    /// <summary>Capacity of the cache that all multiprocessors share, as the driver reports it, bytes; null where it does not.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Shared memory of a group, as reported, bytes; null for the simulator.</summary>
    public long? SharedBytes { get; init; }

    /// <summary>
    /// Shared memory of a group that a kernel may ask for at run time, as reported, bytes: on CUDA devices more than every kernel may have unasked; null where a
    /// kernel cannot ask.
    /// </summary>
    public int? RequestableSharedBytes { get; init; }

    /// <summary>Clock as reported, Hz; null for the simulator, and 0 is taken for not reported.</summary>
    public double? ClockHz { get; init; }

    /// <summary>Driver and architecture as reported; null for the simulator.</summary>
    public string? Driver { get; init; }
}
