using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Probe.Tests.Meters.Cray;

public sealed class CrayMetersTests : IDisposable
{
    private readonly FakeSysfs sysfs = new();
    private readonly ManualClock clock = new();

    public CrayMetersTests()
    {
        File("generation", "1");
        File("freshness", "100");
        File("raw_scan_hz", "10");
        File("energy", "1000000 J 1700000000000000 us");
        File("cpu_energy", "400000 J");
        File("accel0_energy", "1 J 5 us");
        File("power", "300 W 1700000000000000 us");
    }

    public void Dispose() => sysfs.Dispose();

    [Fact]
    public void Every_energy_file_is_a_meter_and_powers_are_not() =>
        Assert.Equal(
            ["cray:node", "cray:accel0", "cray:cpu"],
            EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Where(meter => meter.Id.StartsWith("cray",
                StringComparison.Ordinal)).Select(meter => meter.Id));

    [Fact]
    public void Whole_joules_are_read_with_the_uncertainty_of_a_joule()
    {
        using var meter = Create();
        meter.Open();
        File("energy", "1006000 J 1700000020000000 us");
        clock.Skip(20);
        var reading = meter.Read();
        Assert.Equal(6000, reading.Joules!.Value, 1e-9);
        // Updates every 0.1 s at 300 W are coarser than a joule.
        Assert.Equal(30 * Math.Sqrt(2.0 / 12), reading.Total.Uncertainty!.Random, 1e-9);
    }

    [Fact]
    public void Counters_of_another_generation_are_not_those_that_were_opened()
    {
        using var meter = Create();
        meter.Open();
        File("generation", "2");
        File("energy", "1006000 J");
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.Unreadable));
    }

    [Fact]
    public void A_counter_of_the_node_that_stands_still_is_listed_as_absent() => Assert.Contains(
        "stands still", EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Single(meter => meter.Id == "cray:node").Reason,
        StringComparison.Ordinal);

    [Fact]
    public void Another_text_is_not_a_counter()
    {
        File("energy", "1000000 kWh");
        var meter = EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Single(meter => meter.Id == "cray:node");
        Assert.False(meter.Available);
    }

    private IEnergyMeter Create() => EnergyMeters.Create(new MeterRequest { Id = "cray:node", Sysfs = sysfs.Root, Clock = clock });

    private void File(string name, string content)
    {
        var folder = Path.Combine(sysfs.Root, "cray", "pm_counters");
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(Path.Combine(folder, name), content + "\n");
    }
}
