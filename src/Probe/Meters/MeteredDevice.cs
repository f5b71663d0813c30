namespace ButterE.Probe.Meters;

/// <summary>A device beside the host's processor, as a meter has to know it.</summary>
/// <param name="Id">As the option <c>--device</c> names it: <c>cuda:0</c>, <c>opencl:0</c>.</param>
/// <param name="Name">The device's own name.</param>
/// <param name="Uuid">How NVIDIA's tools name it, <c>GPU-…</c>; null where the driver does not tell.</param>
public sealed record MeteredDevice(string Id, string Name, string? Uuid);
