using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>Processor time that control groups grant.</summary>
internal static class CpuQuota
{
    /// <summary>The least quota in cores; null where no group has one. <c>cpu.max</c> in version 2, <c>cpu.cfs_quota_us</c> in version 1.</summary>
    public static double? Cores(IEnumerable<(string Folder, bool IsVersion2)> groups)
    {
        double? least = null;
        foreach (var (folder, isVersion2) in groups)
        {
            if ((isVersion2 ? Version2(folder) : Version1(folder)) is { } cores)
                least = Math.Min(least ?? cores, cores);
        }

        return least;
    }

    /// <summary>"QUOTA PERIOD" in microseconds, the quota "max" for none.</summary>
    private static double? Version2(string folder) =>
        Text(folder, "cpu.max")?.Split(' ') is [var quota, var period] ? Ratio(quota, period) : null;

    /// <summary>A quota of -1 is none.</summary>
    private static double? Version1(string folder) => Ratio(Text(folder, "cpu.cfs_quota_us"), Text(folder, "cpu.cfs_period_us"));

    private static double? Ratio(string? quota, string? period) =>
        double.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out var granted)
        && double.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every > 0 ? granted / every : null;

    private static string? Text(string folder, string file) =>
        Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
