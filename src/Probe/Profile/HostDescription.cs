using ButterE.Probe.Machine;

namespace ButterE.Probe.Profile;

/// <summary>The machine on which a profile was measured.</summary>
/// <param name="Cpu">CPU model name.</param>
/// <param name="Hypervisor">Name of the hypervisor; null on bare metal or when not known.</param>
/// <param name="Kernel">Operating system and kernel release.</param>
/// <param name="MemoryBytes">Memory that the process may use, bytes.</param>
/// <param name="CoresGranted">Cores granted to the process.</param>
public sealed record HostDescription(string Cpu, string? Hypervisor, string Kernel, double? MemoryBytes, int CoresGranted)
{
    /// <summary>Which processors those are, and how they hang together; null in profiles that were not measured.</summary>
    public CoreGrant? Cores { get; init; }
}
