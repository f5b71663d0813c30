using ButterE.Kernels.Memory;
using ButterE.Probe.Meters;

namespace ButterE.Probe.Measurement;

/// <summary>How to measure a memory hierarchy.</summary>
public sealed record ProbeSettings
{
    /// <summary>About 20 s instead of up to 3 minutes: fewer rounds, hence wider intervals.</summary>
    public bool Quick { get; init; }

    /// <summary>Seed of the visiting order, the permutations and the bootstrap.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Cores for the measurements with all cores, a ceiling; null for all that are granted.</summary>
    public int? Threads { get; init; }

    /// <summary>Where to write the visits of both chains, for <c>probe replay</c>; null for nowhere.</summary>
    public string? Record { get; init; }

    /// <summary>What to ask the kernel for.</summary>
    public HugePages HugePages { get; init; } = HugePages.Auto;

    /// <summary>Meter for the joules of each cost, which takes minutes to hours beyond the usual time (the progress says how long); null for none. It stays the caller's.</summary>
    public IEnergyMeter? Meter { get; init; }
}
