namespace ButterE.Probe.Profile;

/// <summary>
/// What one device costs and holds: the document <c>profile.json</c>. SI units throughout, capacities in bytes per instance,
/// and <see langword="null"/> wherever a value is not known.
/// </summary>
public sealed record HardwareProfile
{
    /// <summary>The name of the schema that this version reads and writes.</summary>
    public const string CurrentSchema = "buttere.profile/1";

    /// <summary>Name of the level of a device's shared memory.</summary>
    public const string SharedName = "SHARED";

    /// <summary>Schema of the document; <see cref="CurrentSchema"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>The device as the option <c>--device</c> names it: <c>cpu</c>, <c>cuda:0</c>, …</summary>
    public required string Device { get; init; }

    /// <summary>The device's own name, such as the CPU model.</summary>
    public required string Name { get; init; }

    /// <summary>Cores (or multiprocessors) that the process may use.</summary>
    public required int Units { get; init; }

    /// <summary>Measured clock of one core under load, Hz.</summary>
    public double? ClockHz { get; init; }

    /// <summary>The levels of the memory hierarchy in ascending order.</summary>
    public required IReadOnlyList<MemoryLevel> Levels { get; init; }

    /// <summary>The levels that every access goes through: without <see cref="SharedName"/>, which kernels fill themselves.</summary>
    public IReadOnlyList<MemoryLevel> AddressedLevels() => [.. Levels.Where(level => level.Name != SharedName)];

    /// <summary>Translation look-aside buffers, first level first. Empty when they were not measured.</summary>
    public IReadOnlyList<TlbLevel> Tlb { get => field ?? []; init; }

    /// <summary>Bytes of a cache line, measured; null where two loads cost the same at any distance, or in profiles that were not measured.</summary>
    public int? LineBytes { get; init; }

    /// <summary>What the machine says of itself beside what it does: every claim, those first that the measurement contradicts.</summary>
    public IReadOnlyList<MachineClaim> Claims { get => field ?? []; init; }

    /// <summary>One cost fit per kind of traversal.</summary>
    public IReadOnlyList<TraversalCost> Traversals { get => field ?? []; init; }

    /// <summary>The costs of a core while all traverse at once, by bytes of one core; null with one core or when not measured.</summary>
    public IReadOnlyList<TraversalCost>? TraversalsAllCores { get; init; }

    /// <summary>Latency of memory against what the other cores read; null with one core or when not measured.</summary>
    public IReadOnlyList<LoadedLatencyPoint>? LoadedLatency { get; init; }

    /// <summary>How long a line takes from core to core; null with one core or when not measured.</summary>
    public CoreToCoreLatency? CoreToCore { get; init; }

    /// <summary>Misses counted by the hardware beside the chase, or why there are none; null when nobody looked.</summary>
    public MissCounts? Misses { get; init; }

    /// <summary>Arithmetic throughput.</summary>
    public ComputeRates? Compute { get; init; }

    /// <summary>Fixed costs of a network pass.</summary>
    public PassOverheads? Overheads { get; init; }

    /// <summary>What launches and transfers cost; null for a CPU, or when not measured.</summary>
    public OffloadCosts? Offload { get; init; }

    /// <summary>Identity of the energy meter behind the joules; null when no meter was used.</summary>
    public string? Meter { get; init; }

    /// <summary>Where its energy comes from, as results name it: <c>counterDerived</c>, <c>measured</c>, …; null without a meter, or in older profiles.</summary>
    public string? MeterKind { get; init; }

    /// <summary>
    /// Everything that was odd in any measurement of energy, by the names of the flags; empty when nothing was, null without a meter, or in older
    /// profiles.
    /// </summary>
    public IReadOnlyList<string>? MeterFlags { get; init; }

    /// <summary>The machine on which the profile was measured.</summary>
    public HostDescription? Host { get; init; }

    /// <summary>Versions of everything that took part, by name.</summary>
    public IReadOnlyDictionary<string, string> Versions { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>What went on around the measurement.</summary>
    public MeasurementConditions? Conditions { get; init; }

    /// <summary>What must be equal for the profile to be reused: CPU, microcode, kernel, granted cores, engine version. Null for presets.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Where the numbers come from when they were not measured here (presets).</summary>
    public string? Note { get; init; }
}
