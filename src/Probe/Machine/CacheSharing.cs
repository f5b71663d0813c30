using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Which caches two sets of processors have in common, as the kernel lists them.</summary>
public static class CacheSharing
{
    /// <summary>Value for processors that share no cache.</summary>
    public const string None = "none";

    /// <summary>
    /// The levels of cache of which one instance serves processors of both sets, such as <c>L2,L3</c>; <see cref="None"/>, or null where the kernel
    /// does not list who shares what.
    /// </summary>
    /// <param name="own">Some processors.</param>
    /// <param name="others">Other processors.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static string? Between(IReadOnlyList<int> own, IReadOnlyList<int> others) => Between(own, others, Sysfs.Root);

    internal static string? Between(IReadOnlyList<int> own, IReadOnlyList<int> others, string sysfs)
    {
        var levels = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var cpu in own)
        {
            var caches = Path.Combine(sysfs, $"devices/system/cpu/cpu{cpu}/cache");
            if (!Directory.Exists(caches))
                return null;
            foreach (var cache in Directory.EnumerateDirectories(caches, "index*"))
            {
                if (SysfsCaches.Text(cache, "type") is not ("Data" or "Unified"))
                    continue;
                if (SysfsCaches.Text(cache, "level") is not { } level || CpuList.ParseOrNull(SysfsCaches.Text(cache, "shared_cpu_list")) is not { } sharing)
                    return null;
                if (sharing.Intersect(others).Any())
                    levels.Add("L" + level);
            }
        }

        return levels.Count == 0 ? None : string.Join(',', levels);
    }
}
