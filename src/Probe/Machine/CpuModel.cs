using System.Globalization;
using System.Runtime.InteropServices;

namespace ButterE.Probe.Machine;

/// <summary>Which processor and microcode this is.</summary>
internal static class CpuModel
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string KernelRelease = "/proc/sys/kernel/osrelease";

    /// <summary>Brand string of the processor, or its architecture where nothing better is known.</summary>
    public static string Name { get; } = Cpuid.Brand ?? Field("model name") ?? Field("Model") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Microcode revision; null when the system does not say.</summary>
    public static string? Microcode { get; } = Field("microcode");

    /// <summary>Operating system and kernel release.</summary>
    public static string Kernel { get; } = File.Exists(KernelRelease)
        ? $"{RuntimeInformation.OSDescription}, kernel {File.ReadAllText(KernelRelease).Trim()}"
        : RuntimeInformation.OSDescription;

    /// <summary>Clock that the kernel declares, Hz: of a virtual machine often that of the time-stamp counter; null when it does not say.</summary>
    public static double? DeclaredClockHz { get; } =
        double.TryParse(Field("cpu MHz"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var megahertz) ? megahertz * 1e6 : null;

    private static string? Field(string name)
    {
        if (!File.Exists(CpuInfo))
            return null;
        foreach (var line in File.ReadLines(CpuInfo))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(name))
                return line[(colon + 1)..].Trim();
        }

        return null;
    }
}
