namespace ButterE.Probe.Profile;

/// <summary>Misses of caches and translation that the hardware counted beside the chase.</summary>
/// <param name="Reason">Why there are none; null when there are.</param>
/// <param name="Points">One per working-set size.</param>
public sealed record MissCounts(string? Reason, IReadOnlyList<MissPoint> Points);

/// <summary>Misses per load of a chase; null where the processor does not count that event.</summary>
/// <param name="Bytes">Working-set size, bytes.</param>
/// <param name="L1">Loads that missed the first data cache.</param>
/// <param name="LastLevel">Loads that missed the last cache.</param>
/// <param name="Tlb">Loads whose translation missed.</param>
public sealed record MissPoint(double Bytes, double? L1, double? LastLevel, double? Tlb);
