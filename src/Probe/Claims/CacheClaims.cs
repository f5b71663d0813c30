using ButterE.Probe.Profile;

namespace ButterE.Probe.Claims;

/// <summary>Claims about capacities.</summary>
internal static class CacheClaims
{
    /// <summary>A capacity within this factor of the interval agrees: no curve breaks exactly at the capacity.</summary>
    private const double Tolerance = 1.25;

    /// <summary>One claim per level and claimed size: sources that say the same stand together.</summary>
    public static IEnumerable<MachineClaim> Of(IEnumerable<MemoryLevel> levels) => levels.SelectMany(level =>
    {
        var claims = (level.Reported ?? new Dictionary<string, ReportedCapacity>())
            .GroupBy(claim => claim.Value.CapacityBytes).Select(same => ClaimOf(level, same.Key, [.. same])).ToList();
        if (claims.Count == 0 && level.Source == "measured")
            claims.Add(ClaimVerdict.Judge(Measured(level, null, null), Tolerance));
        return claims;
    });

    private static MachineClaim ClaimOf(MemoryLevel level, double bytes, KeyValuePair<string, ReportedCapacity>[] same)
    {
        // The most credible of those that agree speaks for all.
        var first = same[0].Value;
        var claim = Measured(level, bytes, string.Join(", ", same.Select(entry => entry.Key))) with { Trust = first.Trust, Reason = first.Reason };
        if (level.Source != "measured")
            return claim with { Verdict = ClaimVerdict.Unresolved };
        claim = ClaimVerdict.Judge(claim, Tolerance);
        var isExclusive = level.ImpliedExclusiveBytes is { } exclusive && Math.Max(exclusive / bytes, bytes / exclusive) <= Tolerance;
        return claim.Verdict != ClaimVerdict.Contradicted ? claim
            : isExclusive ? claim with { Verdict = ClaimVerdict.Agrees }
            : level.Verdict == ClaimVerdict.SharedOrPartitioned && first.Trust != "none" ? claim with { Verdict = ClaimVerdict.SharedOrPartitioned }
            : claim;
    }

    private static MachineClaim Measured(MemoryLevel level, double? claimed, string? by) => new($"{level.Name} capacity", "B", claimed, by)
    {
        Measured = level.Source == "measured" ? level.CapacityBytes : null,
        MeasuredLow = level.CapacityLow,
        MeasuredHigh = level.CapacityHigh,
        Verdict = ClaimVerdict.Unresolved,
    };
}
