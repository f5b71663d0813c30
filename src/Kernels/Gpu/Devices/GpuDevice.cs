namespace ButterE.Kernels.Gpu.Devices;

/// <summary>A device that kernels can run on.</summary>
/// <param name="Id">As the option <c>--device</c> names it: <c>cuda:0</c>, <c>opencl:0</c>, <c>simulator</c>.</param>
/// <param name="Name">The device's own name.</param>
/// <param name="MemoryBytes">Memory of the device, bytes; null for the simulator, which has none of its own.</param>
public sealed record GpuDevice(string Id, string Name, long? MemoryBytes);
