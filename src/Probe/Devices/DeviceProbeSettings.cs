using ButterE.Probe.Meters;

namespace ButterE.Probe.Devices;

/// <summary>How to measure a device.</summary>
public sealed record DeviceProbeSettings
{
    /// <summary>Fewer rounds over smaller sets, hence wider intervals.</summary>
    public bool Quick { get; init; }

    /// <summary>Seed of the visiting order, the chains and the bootstrap.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where to write the visits of the chase, for <c>probe replay</c>; null for nowhere.</summary>
    public string? Record { get; init; }

    /// <summary>Meter for the joules of each cost, which takes minutes to hours beyond the usual time (the progress says how long); null for none. It stays the caller's.</summary>
    public IEnergyMeter? Meter { get; init; }
}
