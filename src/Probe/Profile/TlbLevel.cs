namespace ButterE.Probe.Profile;

/// <summary>One level of translation look-aside buffers.</summary>
/// <param name="Entries">Pages that it translates: half-way, on a log scale, between the most that fit and the fewest of which most miss.</param>
/// <param name="PageBytes">Bytes of one page.</param>
/// <param name="WalkNs">Extra time of a load that misses it: that of the next level's hit, or of the walk, ns.</param>
public sealed record TlbLevel(double? Entries, double? PageBytes = null, double? WalkNs = null)
{
    /// <summary>1, 2, … from the core outwards.</summary>
    public int? Level { get; init; }

    /// <summary>Lower end of the 95 % interval of the entries.</summary>
    public double? EntriesLow { get; init; }

    /// <summary>Upper end of the 95 % interval of the entries.</summary>
    public double? EntriesHigh { get; init; }

    /// <summary>Entries times page size, bytes.</summary>
    public double? ReachBytes { get; init; }

    /// <summary>Whether the memory was asked to lie on huge pages; <see cref="PageBytes"/> is what that was worth.</summary>
    public bool? HugePagesAsked { get; init; }

    /// <summary>Share of the bootstrap resamples that found this level, 0 to 1.</summary>
    public double? Support { get; init; }
}
