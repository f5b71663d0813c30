using System.Globalization;
using ButterE.Probe.Machine;
using ButterE.Probe.Meters.Sysfs;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// What decides a power or a time beside the work: looked at before and after a measurement and stored with it, never enforced. What the system
/// does not tell is null. The list follows the checks of the Green Metrics Tool.
/// </summary>
public sealed record NodeConditions
{
    // Above it another program takes part in the measurement.
    private const double MostLoadPerProcessor = 0.05;

    /// <summary>Frequency governor of the first processor.</summary>
    public string? Governor { get; init; }

    /// <summary>Whether processors may exceed their nominal frequency.</summary>
    public bool? Turbo { get; init; }

    /// <summary>Whether two threads share a core.</summary>
    public bool? Smt { get; init; }

    /// <summary>Hottest sensor of the processors, degrees Celsius.</summary>
    public double? TemperatureCelsius { get; init; }

    /// <summary>Swap space in use, bytes.</summary>
    public long? SwapUsedBytes { get; init; }

    /// <summary>Load average over one minute.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>The conditions of this machine at this moment.</summary>
    public static NodeConditions Now() => Of(Native.Sysfs.Root, "/proc") with { LoadAverage = SystemLoad.LoadAverage() };

    /// <summary>What a measurement should better not meet, in words; empty when nothing is known against it.</summary>
    /// <param name="processors">Processors of the machine.</param>
    public IReadOnlyList<string> Concerns(int processors)
    {
        var concerns = new List<string>();
        if (Governor is { } governor && governor != "performance")
            concerns.Add($"the frequency governor is {governor}: frequencies follow the load (sudo cpupower frequency-set -g performance)");
        if (Turbo == true)
            concerns.Add("turbo is on: the frequency depends on temperature and neighbours");
        if (SwapUsedBytes > 0)
            concerns.Add(string.Create(CultureInfo.InvariantCulture, $"{SwapUsedBytes / 1048576.0:0.#} MiB of swap are in use (sudo swapoff -a)"));
        if (LoadAverage > MostLoadPerProcessor * processors)
            concerns.Add(string.Create(CultureInfo.InvariantCulture, $"the load average is {LoadAverage:0.00}: other programs run"));
        return concerns;
    }

    /// <summary>The conditions that two trees tell.</summary>
    /// <param name="sysfs">Root of sysfs.</param>
    /// <param name="proc">Root of procfs.</param>
    internal static NodeConditions Of(string sysfs, string proc)
    {
        var cpu = Path.Combine(sysfs, "devices", "system", "cpu");
        var noTurbo = SysfsText.ReadNumber(Path.Combine(cpu, "intel_pstate", "no_turbo"));
        return new NodeConditions
        {
            Governor = SystemLoad.Governor(sysfs),
            Turbo = noTurbo is { } off ? off == 0 : SysfsText.ReadNumber(Path.Combine(cpu, "cpufreq", "boost")) is { } boost ? boost == 1 : null,
            Smt = SysfsText.ReadNumber(Path.Combine(cpu, "smt", "active")) is { } active ? active == 1 : null,
            TemperatureCelsius = Hottest(Path.Combine(sysfs, "class", "hwmon")),
            SwapUsedBytes = SwapUsed(Path.Combine(proc, "meminfo")),
        };
    }

    // Drivers of processors' sensors: Intel's, AMD's and ARM's. Other chips measure boards and disks.
    private static double? Hottest(string hwmon)
    {
        if (!Directory.Exists(hwmon))
            return null;
        return Directory.EnumerateFileSystemEntries(hwmon)
            .Where(chip => SysfsText.Read(Path.Combine(chip, "name")) is "coretemp" or "k10temp" or "zenpower" or "cpu_thermal")
            .SelectMany(chip => Directory.EnumerateFiles(chip, "temp*_input"))
            .Select(SysfsText.ReadNumber).Max() / 1000;
    }

    private static long? SwapUsed(string meminfo)
    {
        if (SysfsText.Read(meminfo) is not { } text)
            return null;
        return (Kibibytes(text, "SwapTotal") - Kibibytes(text, "SwapFree")) * 1024;
    }

    // A line of it: "SwapFree:        1024 kB".
    private static long? Kibibytes(string meminfo, string key)
    {
        var line = meminfo.Split('\n').FirstOrDefault(line => line.StartsWith(key + ":", StringComparison.Ordinal));
        var number = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
