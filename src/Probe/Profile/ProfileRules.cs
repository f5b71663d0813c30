namespace ButterE.Probe.Profile;

/// <summary>What a profile must satisfy beyond its form, so that no reader has to ask again.</summary>
internal static class ProfileRules
{
    private static readonly string[] Sources = ["measured", "reported", "assumed"];
    private static readonly string[] Verdicts = ["agrees", "declaredTooLarge", "sharedOrPartitioned", "unresolved"];

    /// <exception cref="InputException">A rule is broken; the message names the key.</exception>
    public static void Check(HardwareProfile profile, string origin)
    {
        if (profile.Units < 1)
            throw new InputException($"{origin}: units: {profile.Units} must be at least 1");
        if (profile.Levels.Count == 0)
            throw new InputException($"{origin}: levels: must hold at least one level");
        for (var i = 0; i < profile.Levels.Count; i++)
            CheckLevel(profile.Levels[i], $"{origin}: levels[{i}]");
    }

    private static void CheckLevel(MemoryLevel level, string where)
    {
        if (level.CapacityBytes is { } capacity && !(capacity > 0 && double.IsFinite(capacity)))
            throw new InputException($"{where}.capacityBytes: {capacity} must be positive, or null when not known");
        if (level.Instances is < 1)
            throw new InputException($"{where}.instances: {level.Instances} must be at least 1, or null when not known");
        if (level.SharedBy is < 1)
            throw new InputException($"{where}.sharedBy: {level.SharedBy} must be at least 1, or null when not known");
        if (!Sources.Contains(level.Source))
            throw new InputException($"{where}.source: \"{level.Source}\" must be one of {string.Join(", ", Sources)}");
        if (level.Verdict is { } verdict && !Verdicts.Contains(verdict))
            throw new InputException($"{where}.verdict: \"{verdict}\" must be one of {string.Join(", ", Verdicts)}, or null");
    }
}
