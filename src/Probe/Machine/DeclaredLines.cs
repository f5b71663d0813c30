using System.Globalization;
using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Bytes of a line of the first-level data cache as each source declares them.</summary>
internal static class DeclaredLines
{
    // _SC_LEVEL1_DCACHE_LINESIZE of glibc's bits/confname.h.
    private const int SysconfName = 190;

    /// <summary>Sources and their answers, most credible first; a source that says nothing is left out.</summary>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static IReadOnlyList<(string Source, int Bytes)> Read()
    {
        var lines = new List<(string, int)>();
        var file = Path.Combine(Sysfs.Root, "devices/system/cpu/cpu0/cache/index0/coherency_line_size");
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var listed))
            lines.Add(("sysfs", listed));
        // Leaf 1, EBX bits 15 to 8: what CLFLUSH flushes, in units of eight bytes.
        if (Cpuid.Read(1) is { } first && (int)(first.Ebx >> 8 & 0xFF) * 8 is var flushed and > 0)
            lines.Add(("cpuid", flushed));
        if (SysconfCaches.Number(SysconfName) is { } configured)
            lines.Add(("sysconf", (int)configured));
        if (Cpuid.Read(0x8000_0005) is { } legacy && (int)(legacy.Ecx & 0xFF) is var line and > 0)
            lines.Add(("cpuidLegacy", line));
        return lines;
    }
}
