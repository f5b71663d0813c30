namespace ButterE.Probe.Meters;

/// <summary>Which meter is asked for, and what a user granted for it.</summary>
public sealed record MeterRequest
{
    /// <summary>Identity of the meter, such as <c>perf:package</c>, <c>nvml:GPU-…</c>, <c>csv:FILE</c>; null for the first automatic one.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// The device that does the work, null for the host's processor. Where no identity is given, a device has its own meter or none: the processor's
    /// counters do not see it.
    /// </summary>
    public MeteredDevice? Device { get; init; }

    /// <summary>
    /// Whether a person typed the identity on the command line or wrote it into a program. Meters that run commands or send credentials are
    /// refused without this, so that no plan, profile or results file can name one.
    /// </summary>
    public bool IsTypedByUser { get; init; }

    /// <summary>Root of sysfs; null for the environment variable BUTTERE_SYSFS, else <c>/sys</c>.</summary>
    public string? Sysfs { get; init; }

    /// <summary>Library of NVML; null for the environment variable BUTTERE_NVML, else the versioned system library.</summary>
    public string? NvmlPath { get; init; }

    /// <summary>Clock and timer.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>File with <c>user:password</c> or <c>token:TOKEN</c> that only its owner can read; null for none.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>Whether a server whose certificate cannot be checked is accepted.</summary>
    public bool AcceptAnyCertificate { get; init; }

    /// <summary>IANA name of the zone of a recording's times without an offset; null when each states its own.</summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// What a recording calls its local times that a change of the clocks made ambiguous: refused, or the earlier or later instant.
    /// </summary>
    public AmbiguousTimes AmbiguousTimes { get; init; }

    /// <summary>Node whose rows of a recording count; null when it has one node only.</summary>
    public string? Node { get; init; }

    /// <summary>How power becomes energy.</summary>
    public Integrator Integrator { get; init; } = Integrator.Inside;

    /// <summary>How long a command of <c>exec:</c> may take before it is ended with its children.</summary>
    internal TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Root of the sysfs tree in force.</summary>
    internal string SysfsRoot => Sysfs ?? Native.Sysfs.Root;

    /// <summary>What follows the first colon of the identity; null when that is another prefix or nothing follows.</summary>
    internal string? Argument(string prefix) =>
        Id is not null && Id.StartsWith(prefix + ":", StringComparison.Ordinal) && Id.Length > prefix.Length + 1 ? Id[(prefix.Length + 1)..] : null;

    /// <summary>Refuses what only a person may ask for.</summary>
    /// <exception cref="InputException">The identity was not typed by the user.</exception>
    internal void RequireTypedByUser(string prefix)
    {
        if (!IsTypedByUser)
            throw new InputException($"meter {prefix}: is taken from the command line only, never from a plan, profile or results file");
    }
}

/// <summary>What to do with a local time that occurs twice, when clocks are set back.</summary>
public enum AmbiguousTimes
{
    /// <summary>Refuse the file.</summary>
    Refuse,

    /// <summary>Take the first of the two instants.</summary>
    Earlier,

    /// <summary>Take the second of the two instants.</summary>
    Later,
}
