using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>Memory that this process may use: what is installed, cut by the limits of its control groups.</summary>
public static class GrantedMemory
{
    /// <summary>The limit, bytes.</summary>
    public static long LimitBytes => OperatingSystem.IsLinux() ? Math.Min(MemInfo("MemTotal") ?? long.MaxValue, ControlGroupLimit()) : Collector;

    /// <summary>What can be allocated now without pushing others out, bytes.</summary>
    public static long AvailableBytes => Math.Min(LimitBytes, OperatingSystem.IsLinux() ? MemInfo("MemAvailable") ?? long.MaxValue : Collector);

    /// <summary>Largest working set that each of some cores may have while all have one, bytes: together a quarter of what is available.</summary>
    /// <param name="cores">How many cores.</param>
    internal static long ShareOfEach(int cores) => AvailableBytes / 4 / cores;

    // Where there is no /proc, the collector's own view of the machine is the best one to be had.
    private static long Collector => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static long? MemInfo(string field)
    {
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith(field + ":", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(field.Length + 1).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) << 10;
        }

        return null;
    }

    private static long ControlGroupLimit() =>
        ControlGroup.FoldersOf("memory").Select(group => LimitIn(Path.Combine(group.Folder, group.IsVersion2 ? "memory.max" : "memory.limit_in_bytes")))
            .DefaultIfEmpty(long.MaxValue).Min();

    private static long LimitIn(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var bytes) ? bytes : long.MaxValue;
}
