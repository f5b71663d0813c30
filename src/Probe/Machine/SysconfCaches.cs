using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Caches as the C library reports them, what <c>getconf -a</c> prints; on AMD glibc derives them from the legacy leaves.</summary>
internal static class SysconfCaches
{
    // _SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE and _SC_LEVEL3_CACHE_SIZE of glibc's bits/confname.h; other C libraries number differently.
    private static readonly (int Level, int Name)[] Names = [(1, 188), (2, 191), (3, 194)];

    public static IReadOnlyList<DeclaredCache> Read()
    {
        return [.. from entry in Names
                   let bytes = Number(entry.Name)
                   where bytes is not null
                   select new DeclaredCache("sysconf", entry.Level, bytes.Value, null)];
    }

    /// <summary>A number that the C library has under a name of its own; null where it has none.</summary>
    internal static long? Number(int name) => OperatingSystem.IsLinux() && IsGlibc && Libc.SystemConfiguration(name) is var value and > 0 ? value : null;

    private static bool IsGlibc => System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier is var id && !id.Contains("musl", StringComparison.Ordinal);
}
