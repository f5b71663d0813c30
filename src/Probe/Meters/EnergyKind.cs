namespace ButterE.Probe.Meters;

/// <summary>Where an energy comes from; it decides whether fits and recommendations may use it.</summary>
public enum EnergyKind
{
    /// <summary>No energy is known.</summary>
    None,

    /// <summary>Integrated from readings of a power sensor outside the chip: a wall meter, a board controller.</summary>
    Measured,

    /// <summary>The difference of two readings of a chip's own energy counter (RAPL, NVML), which its firmware may partly model.</summary>
    CounterDerived,

    /// <summary>Computed from a power model; left out of fits and recommendations unless asked for.</summary>
    Estimate,

    /// <summary>Taken from a recorded trace.</summary>
    Replay,

    /// <summary>Made by a simulation.</summary>
    Simulated,
}
