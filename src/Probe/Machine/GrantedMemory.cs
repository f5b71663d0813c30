using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>Memory that this process may use: what is installed, cut by the limits of its control groups.</summary>
internal static class GrantedMemory
{
    /// <summary>The limit, bytes.</summary>
    public static long LimitBytes => OperatingSystem.IsLinux() ? Math.Min(MemInfo("MemTotal") ?? long.MaxValue, ControlGroupLimit()) : Collector;

    /// <summary>What can be allocated now without pushing others out, bytes.</summary>
    public static long AvailableBytes => Math.Min(LimitBytes, OperatingSystem.IsLinux() ? MemInfo("MemAvailable") ?? long.MaxValue : Collector);

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

    /// <summary>The least limit of the process's own control group and of all above it, in version 2 and version 1 of the interface.</summary>
    private static long ControlGroupLimit()
    {
        const string memberships = "/proc/self/cgroup";
        var limit = long.MaxValue;
        if (!File.Exists(memberships))
            return limit;
        foreach (var line in File.ReadLines(memberships))
        {
            // hierarchy:controllers:path, the controllers empty for version 2
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || (parts[1].Length > 0 && !parts[1].Split(',').Contains("memory")))
                continue;
            var (root, file) = parts[1].Length == 0 ? ("/sys/fs/cgroup", "memory.max") : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes");
            for (var path = parts[2]; path is not null; path = Path.GetDirectoryName(path))
                limit = Math.Min(limit, LimitIn(root + path.TrimEnd('/') + "/" + file));
        }

        return limit;
    }

    private static long LimitIn(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var bytes) ? bytes : long.MaxValue;
}
