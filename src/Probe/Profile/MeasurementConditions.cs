using ButterE.Probe.Machine;

namespace ButterE.Probe.Profile;

/// <summary>What went on around a measurement.</summary>
public sealed record MeasurementConditions
{
    /// <summary>Start of the measurement, UTC.</summary>
    public DateTime? StartedUtc { get; init; }

    /// <summary>Length of the measurement, s.</summary>
    public double? Seconds { get; init; }

    /// <summary>Share of the CPU time that the hypervisor gave to others, 0 to 1.</summary>
    public double? StealFraction { get; init; }

    /// <summary>One-minute load average at the start.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>Whether huge pages were asked for.</summary>
    public bool? HugePagesAsked { get; init; }

    /// <summary>Page size that the measured TLB reach implies, bytes.</summary>
    public double? PageBytesEffective { get; init; }

    /// <summary>Bytes that the kernel counted as lying on huge pages after they were asked for; null where none were, or it does not tell.</summary>
    public double? HugePagesGrantedBytes { get; init; }

    /// <summary>Frequency governor; null when the system does not say.</summary>
    public string? Governor { get; init; }

    /// <summary>Visits that were rejected because the thread was disturbed.</summary>
    public int? RejectedVisits { get; init; }

    /// <summary>Visits in all.</summary>
    public int? Visits { get; init; }

    /// <summary>Rounds over all working sets.</summary>
    public int? Rounds { get; init; }

    /// <summary>Resolution of the clock, s.</summary>
    public double? TimerSeconds { get; init; }

    /// <summary>Context switches of the measuring thread that it asked for.</summary>
    public long? VoluntarySwitches { get; init; }

    /// <summary>Context switches that were forced upon the measuring thread.</summary>
    public long? InvoluntarySwitches { get; init; }

    /// <summary>Seed of the visiting order and of the permutations.</summary>
    public int? Seed { get; init; }

    /// <summary>What a thread loses that does nothing, before anything was measured.</summary>
    public InterferenceBaseline? Baseline { get; init; }

    /// <summary>The rejected visits of the sweep, in the order in which they were made.</summary>
    public IReadOnlyList<RejectedVisit> Rejected { get => field ?? []; init; }

    /// <summary>Visits that were added where intervals were widest, after the rounds over all working sets.</summary>
    public int? FocusedVisits { get; init; }

    /// <summary>What could not be done as asked, and what was done instead, a sentence each.</summary>
    public IReadOnlyList<string> Downgrades { get => field ?? []; init; }
}

/// <summary>A visit whose every batch was disturbed.</summary>
/// <param name="Traversal">Name of the traversal.</param>
/// <param name="Bytes">Working-set size, bytes.</param>
/// <param name="Round">The round.</param>
public sealed record RejectedVisit(string Traversal, double Bytes, int Round);
