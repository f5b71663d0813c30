namespace ButterE.Probe.Profile;

/// <summary>
/// What one device costs and holds: the document <c>profile.json</c>. SI units throughout, capacities in bytes per instance,
/// and <see langword="null"/> wherever a value is not known.
/// </summary>
public sealed record HardwareProfile
{
    /// <summary>The name of the schema that this version reads and writes.</summary>
    public const string CurrentSchema = "buttere.profile/1";

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

    /// <summary>Translation look-aside buffers, first level first. Empty when they were not measured.</summary>
    public IReadOnlyList<TlbLevel> Tlb { get; init; } = [];

    /// <summary>One cost fit per kind of traversal.</summary>
    public IReadOnlyList<TraversalCost> Traversals { get; init; } = [];

    /// <summary>Arithmetic throughput.</summary>
    public ComputeRates? Compute { get; init; }

    /// <summary>Fixed costs of a network pass.</summary>
    public PassOverheads? Overheads { get; init; }

    /// <summary>Identity of the energy meter behind the joules; null when no meter was used.</summary>
    public string? Meter { get; init; }

    /// <summary>The machine on which the profile was measured.</summary>
    public HostDescription? Host { get; init; }

    /// <summary>Versions of everything that took part, by name.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>What went on around the measurement.</summary>
    public MeasurementConditions? Conditions { get; init; }

    /// <summary>What must be equal for the profile to be reused: CPU, microcode, kernel, granted cores, engine version. Null for presets.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Where the numbers come from when they were not measured here (presets).</summary>
    public string? Note { get; init; }
}

/// <summary>One level of the memory hierarchy.</summary>
public sealed record MemoryLevel
{
    /// <summary>L1, L2, L3, RAM, VRAM or SHARED.</summary>
    public required string Name { get; init; }

    /// <summary>Capacity of one instance in bytes.</summary>
    public double? CapacityBytes { get; init; }

    /// <summary>Lower end of the 95 % interval of the capacity, bytes.</summary>
    public double? CapacityLow { get; init; }

    /// <summary>Upper end of the 95 % interval of the capacity, bytes.</summary>
    public double? CapacityHigh { get; init; }

    /// <summary>Share of the bootstrap resamples that found this number of levels, 0 to 1.</summary>
    public double? Support { get; init; }

    /// <summary>Quantiles of the capacity seen over time, for levels shared with strangers: keys such as <c>p10</c>, values in bytes.</summary>
    public IReadOnlyDictionary<string, double>? Availability { get; init; }

    /// <summary>How many instances of this level the granted units have between them.</summary>
    public int? Instances { get; init; }

    /// <summary>How many units share one instance.</summary>
    public int? SharedBy { get; init; }

    /// <summary><c>measured</c>, <c>reported</c> or <c>assumed</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What the machine declares about this level, by source: sysfs, cpuid, device.</summary>
    public IReadOnlyDictionary<string, ReportedCapacity>? Reported { get; init; }

    /// <summary><c>agrees</c>, <c>declaredTooLarge</c>, <c>sharedOrPartitioned</c> or <c>unresolved</c>.</summary>
    public string? Verdict { get; init; }

    /// <summary>Latency of a dependent load, ns.</summary>
    public double? LatencyNs { get; init; }

    /// <summary>Read bandwidth of one core, bytes per second.</summary>
    public double? ReadBytesPerSecond { get; init; }

    /// <summary>Write bandwidth of one core, bytes per second.</summary>
    public double? WriteBytesPerSecond { get; init; }

    /// <summary>Copy bandwidth of one core, bytes read plus bytes written per second.</summary>
    public double? CopyBytesPerSecond { get; init; }

    /// <summary>The same bandwidths of all granted cores together; null when not measured.</summary>
    public Bandwidths? AllCores { get; init; }
}

/// <summary>A capacity that the machine declares.</summary>
/// <param name="CapacityBytes">Declared capacity of one instance, bytes.</param>
/// <param name="Trust"><c>high</c>, <c>low</c> or <c>none</c>.</param>
/// <param name="Reason">Why the trust is not high; null when it is.</param>
public sealed record ReportedCapacity(double CapacityBytes, string Trust, string? Reason = null);

/// <summary>Bandwidths in bytes per second.</summary>
/// <param name="ReadBytesPerSecond">Reading.</param>
/// <param name="WriteBytesPerSecond">Writing.</param>
/// <param name="CopyBytesPerSecond">Copying: bytes read plus bytes written.</param>
public sealed record Bandwidths(double? ReadBytesPerSecond, double? WriteBytesPerSecond, double? CopyBytesPerSecond);

/// <summary>One translation look-aside buffer.</summary>
/// <param name="Entries">Pages it reaches.</param>
/// <param name="PageBytes">Bytes of one page.</param>
/// <param name="WalkNs">Extra time of a load that misses it, ns.</param>
public sealed record TlbLevel(double? Entries, double? PageBytes, double? WalkNs);

/// <summary>
/// The cost of one kind of traversal: T(s) = a0 + sum over levels of m_k B_k(s), B_k(s) being the bytes that level k serves at a
/// working set of s bytes; deep inside a level it is the paper's affine cost a_c + m_c s (equation 2).
/// </summary>
/// <param name="Kind">Name of the traversal: <c>chase</c>, <c>read</c>, <c>write</c>, <c>copy</c>, …</param>
/// <param name="Levels">The paper's affine cost of each level that could be fitted.</param>
public sealed record TraversalCost(string Kind, IReadOnlyList<AffineCost> Levels)
{
    /// <summary>Constant term a0 of the bytes-served form, s; null when that form was not fitted.</summary>
    public double? ConstantSeconds { get; init; }

    /// <summary>What was measured: one point per working-set size.</summary>
    public IReadOnlyList<TraversalPoint> Points { get; init; } = [];
}

/// <summary>The paper's affine cost of one access to a working set of s bytes that resides in one level: a + m s.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Seconds">Cost in seconds; null when the level has too few points.</param>
/// <param name="Joules">Cost in joules; null where no meter exists.</param>
/// <param name="FromBytes">Smallest working set that took part in the fit, bytes.</param>
/// <param name="ToBytes">Largest working set that took part in the fit, bytes.</param>
public sealed record AffineCost(string Level, AffineFit? Seconds, AffineFit? Joules, double? FromBytes, double? ToBytes)
{
    /// <summary>Cost per byte m_k of the bytes-served form, s; null when that form was not fitted.</summary>
    public double? ServedSecondsPerByte { get; init; }
}

/// <summary>A fitted line a + m s with 95 % intervals.</summary>
/// <param name="A">Cost of one access, in the unit of the fit.</param>
/// <param name="ALow">Lower end of the interval of <paramref name="A"/>.</param>
/// <param name="AHigh">Upper end of the interval of <paramref name="A"/>.</param>
/// <param name="M">Cost per byte.</param>
/// <param name="MLow">Lower end of the interval of <paramref name="M"/>.</param>
/// <param name="MHigh">Upper end of the interval of <paramref name="M"/>.</param>
public sealed record AffineFit(double A, double? ALow, double? AHigh, double M, double? MLow, double? MHigh);

/// <summary>One measured point of a traversal.</summary>
/// <param name="Bytes">Working-set size, bytes.</param>
/// <param name="Seconds">Time of one pass over it (of one load, for the chase), s: a low quantile over the rounds.</param>
/// <param name="MedianSeconds">Median over the rounds, s.</param>
/// <param name="Rounds">Visits that were kept.</param>
public sealed record TraversalPoint(double Bytes, double Seconds, double? MedianSeconds, int? Rounds);

/// <summary>Arithmetic throughput in FLOP/s; one multiply-add counts two operations.</summary>
/// <param name="PeakFlopsPerSecond">Register-only fused multiply-add ceiling of one unit.</param>
/// <param name="SustainedFlopsPerSecond">GEMM of a training step on one unit.</param>
/// <param name="PeakFlopsPerSecondAll">Ceiling of all granted units together.</param>
/// <param name="SustainedFlopsPerSecondAll">GEMM on all granted units together.</param>
public sealed record ComputeRates(double? PeakFlopsPerSecond, double? SustainedFlopsPerSecond, double? PeakFlopsPerSecondAll, double? SustainedFlopsPerSecondAll);

/// <summary>Fixed costs of a network pass.</summary>
/// <param name="SecondsPerPass">Per pass, s.</param>
/// <param name="SecondsPerLayer">Per layer of a pass, s.</param>
public sealed record PassOverheads(double? SecondsPerPass, double? SecondsPerLayer);

/// <summary>The machine on which a profile was measured.</summary>
/// <param name="Cpu">CPU model name.</param>
/// <param name="Hypervisor">Name of the hypervisor; null on bare metal or when not known.</param>
/// <param name="Kernel">Operating system and kernel release.</param>
/// <param name="MemoryBytes">Memory that the process may use, bytes.</param>
/// <param name="CoresGranted">Cores granted to the process.</param>
public sealed record HostDescription(string Cpu, string? Hypervisor, string Kernel, double? MemoryBytes, int CoresGranted);

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

    /// <summary>Frequency governor; null when the system does not say.</summary>
    public string? Governor { get; init; }

    /// <summary>Visits that were rejected because the thread was disturbed.</summary>
    public int? RejectedVisits { get; init; }

    /// <summary>Visits in all.</summary>
    public int? Visits { get; init; }

    /// <summary>Seed of the visiting order and of the permutations.</summary>
    public int? Seed { get; init; }
}
