namespace ButterE.Engine.Training;

/// <summary>Where the choices of a <see cref="TrainerTuning"/> come from.</summary>
public enum TuningSource
{
    /// <summary>They follow from what the machine declares; nothing was measured.</summary>
    Defaults,

    /// <summary>They were measured by this process.</summary>
    Measured,

    /// <summary>They were measured before, on this machine and with this version.</summary>
    Cached,
}
