using System.Runtime.Intrinsics.X86;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>How the maker of the processor counts.</summary>
internal static class RaplVendor
{
    /// <summary>
    /// Whether counters belong to the package although every die shows one. AMD's and Hygon's kernels mirror one counter per die; Intel's dies
    /// have counters of their own (arch/x86/events/rapl.c).
    /// </summary>
    public static bool CountsPerPackage()
    {
        if (!X86Base.IsSupported)
            return false;
        var (_, ebx, _, _) = X86Base.CpuId(0, 0);
        return ebx is 0x68747541 or 0x6f677948; // "Auth"enticAMD, "Hygo"nGenuine
    }
}
