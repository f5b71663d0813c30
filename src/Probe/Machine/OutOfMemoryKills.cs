using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>Processes that the kernel ended because there was no memory left.</summary>
public static class OutOfMemoryKills
{
    /// <summary>How many on this machine since it was started; null where the kernel does not tell.</summary>
    public static long? Count()
    {
        const string file = "/proc/vmstat", key = "oom_kill ";
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.AsSpan(key.Length), CultureInfo.InvariantCulture);
    }
}
