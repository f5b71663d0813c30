using System.Globalization;
using System.Text.Json;

namespace ButterE.Probe.Profile;

/// <summary>What a profile must satisfy beyond its form, so that no reader has to ask again.</summary>
internal static class ProfileRules
{
    private static readonly string[] Sources = ["measured", "reported", "assumed"];
    private static readonly string[] Verdicts = ["agrees", "declaredTooLarge", "sharedOrPartitioned", MemoryLevel.Unresolved];

    private static readonly string[] ListKeys = ["levels", "tlb", "claims", "traversals", "traversalsAllCores", "loadedLatency", "meterFlags"];

    /// <exception cref="InputException">A rule is broken; the message names the key.</exception>
    public static void Check(HardwareProfile profile, string origin)
    {
        if (profile.Units < 1)
            throw new InputException($"{origin}: units: {profile.Units} must be at least 1");
        if (profile.Levels.Count == 0)
            throw new InputException($"{origin}: levels: must hold at least one level");
        for (var i = 0; i < profile.Levels.Count; i++)
            CheckLevel(profile.Levels[i], $"{origin}: levels[{i}]");
        // What is only claimed may contradict what was measured beside it.
        var capacities = profile.AddressedLevels().Where(level => level is { CapacityBytes: not null, Source: "measured" }).ToArray();
        if (capacities.Zip(capacities.Skip(1)).FirstOrDefault(pair => pair.First.CapacityBytes > pair.Second.CapacityBytes) is { First: not null } turned)
            throw new InputException($"{origin}: levels: {turned.First.Name} is larger than {turned.Second.Name} after it; they must ascend");
        Positive(profile.ClockHz, $"{origin}: clockHz");
        if (profile.Compute is { } rates)
        {
            Positive(rates.PeakFlopsPerSecond, $"{origin}: compute.peakFlopsPerSecond");
            Positive(rates.SustainedFlopsPerSecond, $"{origin}: compute.sustainedFlopsPerSecond");
            Positive(rates.PeakFlopsPerSecondAll, $"{origin}: compute.peakFlopsPerSecondAll");
            Positive(rates.SustainedFlopsPerSecondAll, $"{origin}: compute.sustainedFlopsPerSecondAll");
        }

        NotNegative(profile.Overheads?.SecondsPerPass, $"{origin}: overheads.secondsPerPass");
        NotNegative(profile.Overheads?.SecondsPerLayer, $"{origin}: overheads.secondsPerLayer");
        for (var i = 0; i < profile.Traversals.Count; i++)
        {
            foreach (var cost in profile.Traversals[i].Levels)
                NotNegative(cost.ServedSecondsPerByte, $"{origin}: traversals[{i}].levels: {cost.Level}: servedSecondsPerByte");
        }

        if (profile.CoreToCore is { } between && (between.OneWayNs.Count != between.Cpus.Count || between.OneWayNs.Any(row => row.Count != between.Cpus.Count)))
            throw new InputException($"{origin}: coreToCore.oneWayNs: must have a row and a column for each of the {between.Cpus.Count} cpus");
    }

    private static void Positive(double? value, string key)
    {
        if (value is { } given && !(given > 0 && double.IsFinite(given)))
            throw new InputException($"{key}: {given} must be positive, or null when not known");
    }

    private static void NotNegative(double? value, string key)
    {
        if (value is { } given && !(given >= 0 && double.IsFinite(given)))
            throw new InputException($"{key}: {given} must be at least 0, or null when not known");
    }

    /// <summary>Refuses a null among the elements of the profile's lists.</summary>
    /// <param name="document">The document; keys that this version does not know may hold what they like.</param>
    /// <param name="origin">What to call it in messages.</param>
    /// <exception cref="InputException">There is one; the message names its place.</exception>
    public static void RequireElements(JsonElement document, string origin)
    {
        foreach (var name in ListKeys)
        {
            if (document.TryGetProperty(name, out var list))
                RequireElements(list, origin, name);
        }
    }

    private static void RequireElements(JsonElement element, string origin, string key)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    RequireElements(property.Value, origin, $"{key}.{property.Name}");
                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                {
                    var place = $"{key}[{i++}]";
                    if (item.ValueKind == JsonValueKind.Null)
                        throw new InputException($"{origin}: {place}: is null; leave the element out");
                    RequireElements(item, origin, place);
                }

                break;
        }
    }

    private static void CheckLevel(MemoryLevel level, string where)
    {
        Positive(level.CapacityBytes, $"{where}.capacityBytes");
        if (level.Instances is < 1)
            throw new InputException($"{where}.instances: {level.Instances} must be at least 1, or null when not known");
        if (level.SharedBy is < 1)
            throw new InputException($"{where}.sharedBy: {level.SharedBy} must be at least 1, or null when not known");
        if (!Sources.Contains(level.Source))
            throw new InputException($"{where}.source: \"{level.Source}\" must be one of {string.Join(", ", Sources)}");
        if (level.Availability is { Count: > 0 } seen)
        {
            foreach (var (name, bytes) in seen)
            {
                if (name is not ['p', .. var percent] || !int.TryParse(percent, NumberStyles.None, CultureInfo.InvariantCulture, out var share) || share > 100 || !(bytes > 0 && double.IsFinite(bytes)))
                    throw new InputException($"{where}.availability.{name}: {bytes} must be positive bytes under a quantile from p0 to p100");
            }

            if (!seen.ContainsKey("p10") || !seen.ContainsKey("p90"))
                throw new InputException($"{where}.availability: must hold p10 and p90");
        }

        if (level.Reported?.FirstOrDefault(claim => claim.Value is null) is { Key: { } source })
            throw new InputException($"{where}.reported.{source}: is null; leave the key out");
        if (level.Verdict is { } verdict && !Verdicts.Contains(verdict))
            throw new InputException($"{where}.verdict: \"{verdict}\" must be one of {string.Join(", ", Verdicts)}, or null");
    }
}
