using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>
/// Everything that the machine declares about its caches, in order of credibility (sysfs, deterministic CPUID, C library, legacy CPUID),
/// each with a trust level and the reason for it.
/// </summary>
public static class DeclaredCaches
{
    /// <summary>Two sources that differ by more than this are in contradiction.</summary>
    private const double Tolerance = 1.25;

    /// <summary>Why nothing that a virtual machine declares is trusted.</summary>
    internal const string HypervisorReason = "a hypervisor chooses what the guest sees";

    /// <summary>Reads every source of this machine.</summary>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static IReadOnlyList<DeclaredCache> Read() =>
        Judge([.. SysfsCaches.Read(Sysfs.Root), .. CpuidCaches.ReadDeterministic(), .. SysconfCaches.Read(), .. CpuidCaches.ReadLegacy()], Cpuid.HasHypervisor);

    /// <summary>The most credible declaration of each level, ascending; levels whose every declaration was refuted are left out.</summary>
    /// <param name="declared">Judged declarations in order of credibility.</param>
    public static IReadOnlyList<DeclaredCache> MostCredible(IReadOnlyList<DeclaredCache> declared) =>
        [.. declared.Where(cache => cache.Trust != DeclaredCache.None).GroupBy(cache => cache.Level).OrderBy(level => level.Key).Select(level => level.First())];

    /// <summary>Sets the trust of each declaration.</summary>
    internal static IReadOnlyList<DeclaredCache> Judge(IReadOnlyList<DeclaredCache> declared, bool isVirtual)
    {
        // On AMD the C library repeats the legacy leaves: what these withdraw themselves it must not claim either.
        var withdrawn = declared.Where(cache => cache.Trust == DeclaredCache.None).ToDictionary(cache => (cache.Level, cache.Bytes), cache => cache.Reason);
        var judged = new List<DeclaredCache>();
        foreach (var cache in declared)
        {
            var result = cache;
            if (isVirtual)
                result = result.Doubted(DeclaredCache.Low, HypervisorReason);
            if (cache.Source is "sysconf" or "cpuidLegacy" && cache.Level >= 3)
                result = result.Doubted(DeclaredCache.Low, "this source counts the whole package");
            if (cache.Source == "sysconf" && withdrawn.GetValueOrDefault((cache.Level, cache.Bytes)) is { } reason)
                result = result.Doubted(DeclaredCache.None, $"repeats CPUID, where {reason}");
            if (judged.FirstOrDefault(other => other.Level == cache.Level && other.Trust != DeclaredCache.None) is { } better
                && Math.Max((double)cache.Bytes / better.Bytes, (double)better.Bytes / cache.Bytes) > Tolerance)
            {
                result = result.Doubted(DeclaredCache.None, $"contradicts {better.Source}");
            }

            judged.Add(result);
        }

        return judged;
    }
}
