using System.Globalization;
using System.Text.RegularExpressions;
using ButterE.Probe.Machine;
using ButterE.Probe.Meters.Sysfs;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>An energy event of the kernel's RAPL unit, as sysfs describes it (arch/x86/events/rapl.c).</summary>
/// <param name="Type">Type of the unit, for perf_event_attr.</param>
/// <param name="Config">Number of the event.</param>
/// <param name="JoulesPerCount">Scale of its counts, J.</param>
/// <param name="Processors">One processor of each package that has a counter.</param>
internal sealed partial record PerfEvents(uint Type, ulong Config, double JoulesPerCount, IReadOnlyList<int> Processors)
{
    /// <summary>Folder of the RAPL unit.</summary>
    public static string FolderIn(string sysfs) => Path.Combine(sysfs, "bus", "event_source", "devices", "power");

    /// <summary>Reads one event; null when the unit does not have it or describes it in a way that is not understood.</summary>
    /// <param name="sysfs">Root of sysfs.</param>
    /// <param name="name">Name of the event, such as energy-pkg.</param>
    public static PerfEvents? Read(string sysfs, string name)
    {
        var folder = FolderIn(sysfs);
        var file = Path.Combine(folder, "events", name);
        if (SysfsText.ReadNumber(Path.Combine(folder, "type")) is not { } type || SysfsText.Read(file) is not { } text
            || EventNumber().Match(text) is not { Success: true } match)
            return null;
        if (!double.TryParse(SysfsText.Read(file + ".scale"), NumberStyles.Float, CultureInfo.InvariantCulture, out var scale)
            || SysfsText.Read(file + ".unit") != "Joules")
            return null;
        var config = ulong.Parse(match.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return SysfsText.Read(Path.Combine(folder, "cpumask")) is { } mask && CpuList.CountOrNull(mask) > 0
            ? new PerfEvents((uint)type, config, scale, Expand(mask))
            : null;
    }

    private static List<int> Expand(string mask)
    {
        var numbers = new List<int>();
        foreach (var ends in mask.Split(',').Select(range => range.Split('-')))
        {
            var first = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);
            numbers.AddRange(Enumerable.Range(first, int.Parse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture) - first + 1));
        }

        return numbers;
    }

    [GeneratedRegex("^event=0x(?<hex>[0-9a-fA-F]+)$")]
    private static partial Regex EventNumber();
}
