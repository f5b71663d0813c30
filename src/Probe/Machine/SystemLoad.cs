using System.Globalization;
using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>What the rest of the machine is doing.</summary>
internal static class SystemLoad
{
    /// <summary>CPU time in ticks since boot: stolen by the hypervisor, and in all; null where the system does not tell.</summary>
    public static (long Stolen, long Total)? StealTicks()
    {
        const string file = "/proc/stat";
        const int stealColumn = 7, guestColumn = 8;
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).First();
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        // Guest time is already contained in user time.
        return ticks.Length > stealColumn ? (ticks[stealColumn], ticks.Take(guestColumn).Sum()) : null;
    }

    /// <summary>Share of the CPU time since a reading that the hypervisor gave to others; null where the system does not tell.</summary>
    public static double? StealSince((long Stolen, long Total)? start) =>
        start is var (stolen, total) && StealTicks() is var (stolenNow, totalNow) && totalNow > total
            ? (double)(stolenNow - stolen) / (totalNow - total)
            : null;

    /// <summary>Load average over one minute; null where the system does not tell.</summary>
    public static double? LoadAverage()
    {
        const string file = "/proc/loadavg";
        return File.Exists(file) ? double.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Frequency governor of the first processor; null where there is none, as in virtual machines.</summary>
    /// <param name="sysfs">Root of sysfs; null for the one in force.</param>
    public static string? Governor(string? sysfs = null)
    {
        var file = Path.Combine(sysfs ?? Sysfs.Root, "devices/system/cpu/cpu0/cpufreq/scaling_governor");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
