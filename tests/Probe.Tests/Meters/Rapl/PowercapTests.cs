using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Rapl;

namespace ButterE.Probe.Tests.Meters.Rapl;

public sealed class PowercapTests : IDisposable
{
    private readonly FakeSysfs sysfs = new();
    private readonly ManualClock clock = new();

    public void Dispose() => sysfs.Dispose();

    private IEnergyMeter Meter() => EnergyMeters.Create(new MeterRequest { Id = "powercap:package", Sysfs = sysfs.Root, Clock = clock });

    // metering.md section 2, rows 5 and 6: dram is no part of package and is never added to it in silence; psys stands alone.
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

        using var meter = Meter();
        meter.Open();
        sysfs.Set("intel-rapl:0", 30e6);
        sysfs.Set("intel-rapl:1", 12e6);
        sysfs.Set("intel-rapl:0:0", 25e6);
        sysfs.Set("intel-rapl:2", 90e6);
        clock.Skip(2);
        var reading = meter.Read();
        Assert.Equal(42, reading.Joules!.Value, 1e-9);
        Assert.Equal(21, reading.Watts!.Value, 1e-9);
        Assert.Equal(
            (EnergyKind.CounterDerived, "package", "machine", MeterEvents.None), (reading.Kind, reading.Domain, reading.Scope, reading.Flags));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void The_dies_of_a_package_count_once_where_the_maker_counts_packages(bool perPackage, int expected)
    {
        sysfs.Zone("intel-rapl:0", "package-0-die-0", 5e6).Zone("intel-rapl:1", "package-0-die-1", 7e6)
            .Zone("intel-rapl:0:0", "dram", 2e6).Zone("intel-rapl:1:0", "dram", 3e6);
        var tree = new PowercapTree(sysfs.Root, perPackage);
        Assert.Equal(expected, tree.Of("package").Count);
        Assert.Equal(expected, tree.Of("dram").Count);
    }

    // Row 4: 68 W + 68 W = 137 W.
    [Fact]
    public void Dies_that_show_one_counter_are_counted_once_whoever_made_them()
    {
        sysfs.Zone("intel-rapl:0", "package-0-die-0", 123_456_789).Zone("intel-rapl:1", "package-0-die-1", 123_456_999)
            .Zone("intel-rapl:2", "package-1-die-0", 123_456_789);
        Assert.Equal(["package-0-die-0", "package-1-die-0"], new PowercapTree(sysfs.Root, perPackage: false).Of("package").Select(zone => zone.Name));
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

    // Row 1: a total of -250769 J.
    [Fact]
    public void Wraps_during_a_long_measurement_are_carried_by_the_meter_itself()
    {
        const double maximum = 2e9, period = maximum * 4294967296.0 / 4294967295.0, watts = 200;
        sysfs.Zone("intel-rapl:0", "package-0", maximum - 5e6, maximum, watts);
        using var meter = Meter();
        meter.Open();
        for (var step = 1; step <= 20 * 60; step++)
        {
            sysfs.Set("intel-rapl:0", (maximum - 5e6 + watts * 1e6 * step / 20) % period);
            clock.Advance(0.05);
        }

        var reading = meter.Read();
        Assert.Equal(watts * 60, reading.Joules!.Value, 1e-4);
        // The first comes before any power was seen.
        Assert.Equal(["wrapped", "wrapSuspect"], MeterEventName.Of(reading.Flags));
        Assert.Equal(reading.Joules, reading.Latest.Joules);
    }

    [Fact]
    public void A_machine_that_slept_through_a_period_yields_no_energy()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0, watts: 200);
        using var meter = Meter();
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
        using var meter = Meter();
        meter.Open();
        clock.Advance(0.05);
        sysfs.Set("intel-rapl:0", 9e6);
        File.WriteAllText(Path.Combine(sysfs.ZoneFolder("intel-rapl:1"), "energy_uj"), content);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.Unreadable));
    }

    [Fact]
    public void A_zone_that_vanishes_spoils_the_measurement()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        using var meter = Meter();
        meter.Open();
        Directory.Delete(sysfs.ZoneFolder("intel-rapl:0"), recursive: true);
        Assert.Null(meter.Read().Joules);
    }

    [Fact]
    public void A_closed_meter_cannot_be_read_and_opening_again_starts_at_zero()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        using var meter = Meter();
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
        var meters = EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Where(meter => meter.Id.StartsWith("powercap",
            StringComparison.Ordinal)).ToArray();
        Assert.Equal(["powercap:package", "powercap:dram", "powercap:psys"], meters.Select(meter => meter.Id));
        Assert.All(meters, meter => Assert.Contains("virtual machine", meter.Reason, StringComparison.Ordinal));
        Assert.All(meters, meter => Assert.False(meter.Available));
        Assert.Throws<UnavailableException>(() => EnergyMeters.Create(new MeterRequest { Sysfs = sysfs.Root }));
    }

    [Fact]
    public void A_counter_that_may_not_be_read_comes_with_the_line_that_allows_it()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0);
        sysfs.MakeUnreadable("intel-rapl:0");
        var meter = EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Single(meter => meter.Id == "powercap:package");
        Assert.False(meter.Available);
        // Row 7: what to do stands there, to the letter.
        Assert.Equal($"sudo chmod a+r {sysfs.ZoneFolder("intel-rapl:0")}/energy_uj", meter.Remedy);
        Assert.Contains(
            meter.Reason!, Assert.Throws<UnavailableException>(() => EnergyMeters.Create(new MeterRequest { Id = meter.Id,
                Sysfs = sysfs.Root })).Message, StringComparison.Ordinal);
    }

    // Virtual machines show such counters: one would have been the meter of every run, without a joule.
    [Fact]
    public void A_counter_that_stands_still_is_listed_as_absent_and_not_chosen()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        var meter = EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Single(meter => meter.Id == "powercap:package");
        Assert.False(meter.Available);
        Assert.Contains("stands still", meter.Reason, StringComparison.Ordinal);
        Assert.Null(EnergyMeters.CreateIfAvailable(new MeterRequest { Sysfs = sysfs.Root }));
    }

    [Fact]
    public void A_counter_that_moves_is_chosen_where_none_is_named()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        using var moving = FakeSysfs.Moving(Path.Combine(sysfs.ZoneFolder("intel-rapl:0"), "energy_uj"));
        using var meter = EnergyMeters.Create(new MeterRequest { Sysfs = sysfs.Root });
        Assert.Equal("powercap:package", meter.Description.Id);
    }

    [Fact]
    public void An_unknown_meter_is_refused_with_the_known_ones() =>
        Assert.Contains(
            "powercap:package", Assert.Throws<InputException>(() => EnergyMeters.Create(new MeterRequest { Id = "powercap:watts",
                Sysfs = sysfs.Root })).Message, StringComparison.Ordinal);

    [Fact]
    public void The_limits_in_force_are_part_of_what_a_result_says()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 5e6);
        File.WriteAllText(Path.Combine(sysfs.ZoneFolder("intel-rapl:0"), "constraint_0_name"), "long_term\n");
        File.WriteAllText(Path.Combine(sysfs.ZoneFolder("intel-rapl:0"), "constraint_0_power_limit_uw"), "200000000\n");
        using var meter = Meter();
        Assert.Equal("package-0 limits long_term=200 W", meter.Description.Source);
    }

    [Fact]
    public void A_reading_splits_its_uncertainty_and_says_when_its_window_is_short()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0);
        using var meter = Meter();
        meter.Open();
        sysfs.Set("intel-rapl:0", 100e6);
        clock.Advance(0.5);
        var early = meter.Read();
        Assert.Equal(MeterEvents.WindowTooShort, early.Flags);
        // 200 W over updates of 1 ms, and 5 % of 100 J.
        Assert.Equal(0.2 * Math.Sqrt(2.0 / 12), early.Total.Uncertainty!.Random, 1e-9);
        Assert.Equal(5, early.Total.Uncertainty.Systematic, 1e-9);
        sysfs.Set("intel-rapl:0", 200e6);
        clock.Advance(0.5);
        var late = meter.Read();
        Assert.Equal((200.0, MeterEvents.None), (Math.Round(late.Joules!.Value, 9), late.Flags));
        Assert.Equal((100.0, 0.5), (Math.Round(late.Latest.Joules!.Value, 9), late.Latest.Seconds));
    }

    [Fact]
    public void A_window_of_fewer_than_ten_updates_has_no_energy()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0);
        using var meter = Meter();
        meter.Open();
        sysfs.Set("intel-rapl:0", 1e6);
        clock.Advance(0.005);
        Assert.Null(meter.Read().Joules);
    }

    [Fact]
    public void A_counter_that_hangs_is_given_up_and_flagged()
    {
        sysfs.Zone("intel-rapl:0", "package-0", 0);
        using var meter = Meter();
        meter.Open();
        var file = Path.Combine(sysfs.ZoneFolder("intel-rapl:0"), "energy_uj");
        File.Delete(file);
        // Opening a pipe that nobody writes to hangs, as a broken driver does.
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [file]))
            mkfifo.WaitForExit();
        // Were the reading to wait for the file, this test would never end.
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.TimedOut));
        // Lets the thread that hangs go on, so that the folder can be removed.
        File.WriteAllText(file, "0\n");
    }
}
