using System.Globalization;
using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Meters.Sysfs;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>One zone of Linux's powercap tree: a folder with a name and an energy counter (Documentation/ABI/testing/sysfs-class-powercap).</summary>
/// <param name="Folder">The zone's folder.</param>
/// <param name="Name">Content of its file <c>name</c>: package-0, package-0-die-1, core, uncore, dram, psys.</param>
/// <param name="Parent">Name of the zone it is part of; null for a zone at the top.</param>
internal sealed record PowercapZone(string Folder, string Name, string? Parent) : IRawCounter
{
    // What Zeus assumes where the kernel states no limit, or 0.
    private const double AssumedMaximumWatts = 1000;

    // A 32-bit register: after its largest value comes 0, one tick later.
    private const double PeriodOverMaximum = 4294967296.0 / 4294967295.0;

    private const double UpdateSeconds = 0.001;

    private CounterTraits? traits;

    /// <summary>The counter's file.</summary>
    public string EnergyFile => Path.Combine(Folder, "energy_uj");

    /// <inheritdoc/>
    public CounterTraits Traits => traits ??= ReadTraits();

    /// <inheritdoc/>
    public double? ReadJoules() => ReadNumber("energy_uj") * 1e-6;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The limits in force, which change the result: such as <c>long_term=200 W</c>; null where none can be read.</summary>
    public string? Limits()
    {
        var limits = new List<string>();
        for (var i = 0; ReadNumber($"constraint_{i}_power_limit_uw") is { } microwatts; i++)
            limits.Add(string.Create(CultureInfo.InvariantCulture,
                $"{SysfsText.Read(Path.Combine(Folder, $"constraint_{i}_name")) ?? $"{i}"}={microwatts * 1e-6:0.#} W"));
        return limits.Count == 0 ? null : $"{Name} limits {string.Join(", ", limits)}";
    }

    private CounterTraits ReadTraits()
    {
        var period = ReadNumber("max_energy_range_uj") * 1e-6 * PeriodOverMaximum;
        var watts = ReadNumber("constraint_0_max_power_uw") * 1e-6;
        // The register has 32 bits: its tick is the period over 2^32, and the file shows whole microjoules.
        return new CounterTraits(period, watts > 0 ? watts.Value : AssumedMaximumWatts, UpdateSeconds, Math.Max(period / Math.Pow(2, 32) ?? 0, 1e-6));
    }

    private double? ReadNumber(string file) => SysfsText.ReadNumber(Path.Combine(Folder, file));
}
