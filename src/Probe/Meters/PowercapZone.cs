using System.Globalization;

namespace ButterE.Probe.Meters;

/// <summary>One zone of Linux's powercap tree: a folder with a name and an energy counter.</summary>
/// <param name="Folder">The zone's folder.</param>
/// <param name="Name">Content of its file <c>name</c>: package-0, package-0-die-1, core, uncore, dram, psys.</param>
/// <param name="Parent">Name of the zone it is part of; null for a zone at the top.</param>
internal sealed record PowercapZone(string Folder, string Name, string? Parent)
{
    // What Zeus assumes where the kernel states no limit, or 0.
    private const double AssumedMaximumWatts = 1000;

    /// <summary>The counter's file.</summary>
    public string EnergyFile => Path.Combine(Folder, "energy_uj");

    /// <summary>A fresh accumulator for this zone's counter.</summary>
    public EnergyCounter Counter()
    {
        var watts = ReadNumber("constraint_0_max_power_uw") * 1e-6;
        return new EnergyCounter(ReadNumber("max_energy_range_uj"), watts > 0 ? watts.Value : AssumedMaximumWatts);
    }

    /// <summary>The counter, µJ; null when it cannot be read now.</summary>
    public double? ReadMicrojoules() => ReadNumber("energy_uj");

    private double? ReadNumber(string file)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(Folder, file)).AsSpan().Trim();
            return double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
