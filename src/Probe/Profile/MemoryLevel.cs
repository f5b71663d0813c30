namespace ButterE.Probe.Profile;

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

    /// <summary>Capacity if the level holds nothing that the level below it holds (a victim cache), bytes; null where that makes no difference or was not measured.</summary>
    public double? ImpliedExclusiveBytes { get; init; }

    /// <summary>
    /// Capacity that all units together are served, each with a part of its own of one working set, bytes; of a cache that multiprocessors of a device
    /// share, which may serve one of them less than that (<see cref="CapacityBytes"/>). Null where it was not measured.
    /// </summary>
    public Estimate? CapacityOfAllBytes { get; init; }

    /// <summary>Share of the bootstrap resamples that found this number of levels, 0 to 1.</summary>
    public double? Support { get; init; }

    /// <summary>Quantiles of the capacity seen over time, for levels shared with strangers: keys such as <c>p10</c>, values in bytes.</summary>
    public IReadOnlyDictionary<string, double>? Availability { get; init; }

    /// <summary>How many instances of this level the granted units have between them.</summary>
    public int? Instances { get; init; }

    /// <summary>How many units share one instance.</summary>
    public int? SharedBy { get; init; }

    /// <summary><c>reported</c> by the machine, or <c>assumed</c> because it does not tell, as in many virtual machines.</summary>
    public string? SharedBySource { get; init; }

    /// <summary><c>measured</c>, <c>reported</c> or <c>assumed</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What the machine declares about this level, by source: sysfs, cpuid, device.</summary>
    public IReadOnlyDictionary<string, ReportedCapacity>? Reported { get; init; }

    /// <summary><c>agrees</c>, <c>declaredTooLarge</c>, <c>sharedOrPartitioned</c> or <c>unresolved</c>.</summary>
    public string? Verdict { get; init; }

    /// <summary>The verdict on a level that is claimed and was not seen.</summary>
    public const string Unresolved = "unresolved";

    /// <summary>Latency of a dependent load, ns, with hardly any translation and hardly any prefetching.</summary>
    public double? LatencyNs { get; init; }

    /// <summary>
    /// Time of a load of the chain inside blocks of 64 pages, ns, where prefetchers answered a part of its loads, so that it is not
    /// <see cref="LatencyNs"/>; otherwise null.
    /// </summary>
    public double? LatencyInBlocksNs { get; init; }

    /// <summary>Share of the latency of a fully random chase in this level that is translation: what it takes longer than <see cref="LatencyNs"/>.</summary>
    public double? TranslationShare { get; init; }

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
public sealed record Bandwidths(double? ReadBytesPerSecond = null, double? WriteBytesPerSecond = null, double? CopyBytesPerSecond = null);
