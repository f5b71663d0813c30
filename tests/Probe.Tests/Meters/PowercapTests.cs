using ButterE.Kernels;
using ButterE.Probe.Meters;

namespace ButterE.Probe.Tests.Meters;

public sealed class PowercapTests : IDisposable
{
    private readonly FakeSysfs sysfs = new();
    private readonly ManualClock clock = new();

    public void Dispose() => sysfs.Dispose();

    [Fact]
    public void Two_packages_are_summed_and_their_dram_and_the_platform_are_meters_of_their_own()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0).Zone("intel-rapl:0:0", "core", 0).Zone("intel-rapl:0:1", "dram", 0, maximum: 65712999613)
            .Zone("intel-rapl:1", "package-1", 0).Zone("intel-rapl:1:0", "dram", 0, maximum: 65712999613)
            .Zone("intel-rapl:2", "psys", 0);
        var tree = new PowercapTree(sysfs.Root, perPackage: false);
        Assert.Equal(["package-0", "package-1"], tree.Of("package").Select(zone => zone.Name));
        Assert.Equal(["package-0", "package-1"], tree.Of("dram").Select(zone => zone.Parent));
        Assert.Single(tree.Of("psys"));

        using var meter = EnergyMeters.Create("powercap:package", sysfs.Root, clock);
        meter.Open();
        sysfs.Set("intel-rapl:0", 30e6);
        sysfs.Set("intel-rapl:1", 12e6);
        sysfs.Set("intel-rapl:0:0", 25e6);
        sysfs.Set("intel-rapl:2", 90e6);
        clock.Advance(2);
        var reading = meter.Read();
        Assert.Equal(42, reading.Joules!.Value, 1e-9);
        Assert.Equal(21, reading.Watts!.Value, 1e-9);
        Assert.Equal(
            (EnergyKind.CounterDerived, "package", "machine", MeterEvents.None), (reading.Kind, reading.Domain, reading.Scope, reading.Flags));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void Dies_that_mirror_one_package_counter_are_counted_once(bool perPackage, int expected)
    {
        sysfs.Zone("intel-rapl:0", "package-0-die-0", 0).Zone("intel-rapl:1", "package-0-die-1", 0)
            .Zone("intel-rapl:0:0", "dram", 0).Zone("intel-rapl:1:0", "dram", 0);
        var tree = new PowercapTree(sysfs.Root, perPackage);
        Assert.Equal(expected, tree.Of("package").Count);
        Assert.Equal(expected, tree.Of("dram").Count);
    }

    [Fact]
    public void The_memory_mapped_twin_of_a_package_is_left_out()
    {
        sysfs.Zone("intel-rapl-mmio:0", "package-0", 0).Zone("intel-rapl:0", "package-0", 0);
        Assert.Equal(sysfs.ZoneFolder("intel-rapl:0"), Assert.Single(new PowercapTree(sysfs.Root, false).Of("package")).Folder);
    }

    [Fact]
    public void Control_types_and_strangers_in_the_folder_are_not_zones()
    {
        sysfs.Zone("intel-rapl", "package-9", 0).Zone("dtpm:0", "package-8", 0).Zone("intel-rapl:0", "package-0", 0);
        Directory.CreateDirectory(sysfs.ZoneFolder("intel-rapl:1"));
        Assert.Equal("package-0", Assert.Single(new PowercapTree(sysfs.Root, false).Of("package")).Name);
    }

    [Fact]
    public void Wraps_during_a_long_measurement_are_carried_by_the_meter_itself()
    {
        const double maximum = 262143328850, period = maximum * 4294967296.0 / 4294967295.0, watts = 200;
        sysfs.Zone("intel-rapl:0", "package-0", maximum - 5e6, maximum, watts);
        using var meter = EnergyMeters.Create(null, sysfs.Root, clock);
        meter.Open();
        for (var minute = 1; minute <= 60; minute++)
        {
            sysfs.Set("intel-rapl:0", (maximum - 5e6 + watts * 60e6 * minute) % period);
            clock.Advance(60);
        }

        var reading = meter.Read();
        Assert.Equal(watts * 3600, reading.Joules!.Value, 0.01);
        Assert.Equal(["wrapped"], MeterEventName.Of(reading.Flags));
    }

    [Fact]
    public void A_machine_that_slept_through_a_period_yields_no_energy()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0, watts: 200);
        using var meter = EnergyMeters.Create(null, sysfs.Root, clock);
        meter.Open();
        sysfs.Set("intel-rapl:0", 1e6);
        clock.Skip(7200);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.Null(reading.Watts);
        Assert.True(reading.Flags.HasFlag(MeterEvents.GapTooLong));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("-5")]
    public void A_counter_without_a_number_is_missing_and_never_zero(string content)
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6).Zone("intel-rapl:1", "package-1", 5e6);
        using var meter = EnergyMeters.Create(null, sysfs.Root, clock);
        meter.Open();
        clock.Advance(0.05);
        sysfs.Set("intel-rapl:0", 9e6);
        File.WriteAllText(Path.Combine(sysfs.ZoneFolder("intel-rapl:1"), "energy_uj"), content);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.Equal(MeterEvents.Unreadable, reading.Flags);
    }

    [Fact]
    public void A_zone_that_vanishes_spoils_the_measurement()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        using var meter = EnergyMeters.Create(null, sysfs.Root, clock);
        meter.Open();
        Directory.Delete(sysfs.ZoneFolder("intel-rapl:0"), recursive: true);
        Assert.Null(meter.Read().Joules);
    }

    [Fact]
    public void A_closed_meter_cannot_be_read_and_opening_again_starts_at_zero()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        using var meter = EnergyMeters.Create(null, sysfs.Root, clock);
        Assert.Throws<InvalidOperationException>(() => meter.Read());
        meter.Open();
        sysfs.Set("intel-rapl:0", 8e6);
        clock.Advance(0.5);
        Assert.Equal(3, meter.Read().Joules!.Value, 1e-9);
        meter.Open();
        sysfs.Set("intel-rapl:0", 9e6);
        clock.Advance(0.5);
        Assert.Equal(1, meter.Read().Joules!.Value, 1e-9);
        meter.Close();
        Assert.Throws<InvalidOperationException>(() => meter.Read());
    }

    [Fact]
    public void Without_a_powercap_tree_every_meter_says_why_it_is_absent()
    {
        var meters = EnergyMeters.Discover(sysfs.Root);
        Assert.Equal(["powercap:package", "powercap:dram", "powercap:psys"], meters.Select(meter => meter.Id));
        Assert.All(meters, meter => Assert.Contains("virtual machine", meter.Reason, StringComparison.Ordinal));
        Assert.All(meters, meter => Assert.False(meter.Available));
        Assert.Throws<UnavailableException>(() => EnergyMeters.Create(null, sysfs.Root));
    }

    [Fact]
    public void A_counter_that_may_not_be_read_comes_with_the_line_that_allows_it()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0);
        sysfs.MakeUnreadable("intel-rapl:0");
        var meter = EnergyMeters.Discover(sysfs.Root)[0];
        Assert.False(meter.Available);
        Assert.Contains($"sudo chmod a+r {sysfs.ZoneFolder("intel-rapl:0")}/energy_uj", meter.Reason, StringComparison.Ordinal);
        Assert.Contains(
            meter.Reason!, Assert.Throws<UnavailableException>(() => EnergyMeters.Create(meter.Id, sysfs.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_meter_is_refused_with_the_known_ones() =>
        Assert.Contains(
            "powercap:package", Assert.Throws<InputException>(() => EnergyMeters.Create("watts", sysfs.Root)).Message, StringComparison.Ordinal);
}
