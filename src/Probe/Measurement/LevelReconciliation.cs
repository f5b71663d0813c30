using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>Lays what was measured beside what was declared, level by level.</summary>
internal static class LevelReconciliation
{
    public const string MemoryName = "RAM";

    /// <summary>
    /// Levels that every current x64 core and the big cores of ARM64 have to themselves. What lies above is taken for shared by all granted
    /// cores where the machine does not say.
    /// </summary>
    private const int UsuallyPrivateLevels = 2;

    /// <summary>The name of a cache level.</summary>
    public static string NameOf(int level) => $"L{level}";

    /// <summary>The caches of the profile: every detected one, and those declared credibly that the curve does not show, as unresolved.</summary>
    /// <param name="detected">Detected levels, ascending.</param>
    /// <param name="numbers">Their level numbers.</param>
    /// <param name="declared">All judged declarations.</param>
    /// <param name="units">Cores granted.</param>
    public static IReadOnlyList<MemoryLevel> Caches(IReadOnlyList<DetectedLevel> detected, IReadOnlyList<int> numbers, IReadOnlyList<DeclaredCache> declared, int units)
    {
        var credible = DeclaredCaches.MostCredible(declared).ToDictionary(cache => cache.Level);
        var levels = new List<MemoryLevel>();
        foreach (var number in numbers.Union(credible.Keys).Order())
        {
            var best = credible.GetValueOrDefault(number);
            var sharedBy = Math.Min(best?.SharedBy ?? (number <= UsuallyPrivateLevels ? 1 : units), units);
            var level = new MemoryLevel
            {
                Name = NameOf(number),
                Source = "reported",
                CapacityBytes = best?.Bytes,
                SharedBy = sharedBy,
                SharedBySource = best?.SharedBy is null ? "assumed" : "reported",
                Instances = (units + sharedBy - 1) / sharedBy,
                Reported = ReportedFor(number, declared),
                Verdict = LevelVerdict.Unresolved,
            };
            var index = numbers.ToList().IndexOf(number);
            levels.Add(index < 0 ? level : Measured(level, detected[index], best, index == detected.Count - 1));
        }

        return levels;
    }

    private static MemoryLevel Measured(MemoryLevel level, DetectedLevel measured, DeclaredCache? best, bool isLast)
    {
        level = level with
        {
            Verdict = LevelVerdict.Of(measured, best, isLast),
            Support = measured.Support,
            LatencyNs = measured.LatencyNs,
            Availability = isLast ? measured.Availability : null,
        };
        // An unresolved capacity falls back to the declared one, with its trust beside it; without one the measured value is all there is.
        return !LevelVerdict.IsResolved(measured) && best is not null
            ? level
            : level with
            {
                Source = "measured",
                CapacityBytes = measured.CapacityBytes,
                CapacityLow = measured.CapacityLow,
                CapacityHigh = measured.CapacityHigh,
                ImpliedExclusiveBytes = measured.ImpliedExclusiveBytes,
            };
    }

    private static Dictionary<string, ReportedCapacity>? ReportedFor(int number, IReadOnlyList<DeclaredCache> declared)
    {
        var reported = declared.Where(cache => cache.Level == number).DistinctBy(cache => cache.Source)
            .ToDictionary(cache => cache.Source, cache => new ReportedCapacity(cache.Bytes, cache.Trust, cache.Reason));
        return reported.Count == 0 ? null : reported;
    }
}
