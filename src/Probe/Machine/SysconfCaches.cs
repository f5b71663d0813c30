using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Caches as the C library reports them, what <c>getconf -a</c> prints; on AMD glibc derives them from the legacy leaves.</summary>
internal static class SysconfCaches
{
    // _SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE and _SC_LEVEL3_CACHE_SIZE of glibc's bits/confname.h; other C libraries number differently.
    private static readonly (int Level, int Name)[] Names = [(1, 188), (2, 191), (3, 194)];

    public static IReadOnlyList<DeclaredCache> Read()
    {
        if (!OperatingSystem.IsLinux() || !IsGlibc)
            return [];
        return [.. from entry in Names
                   let bytes = Libc.SystemConfiguration(entry.Name)
                   where bytes > 0
                   select new DeclaredCache("sysconf", entry.Level, bytes, null)];
    }

    private static bool IsGlibc => System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier is var id && !id.Contains("musl", StringComparison.Ordinal);
}
