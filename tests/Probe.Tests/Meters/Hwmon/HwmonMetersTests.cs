using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Probe.Tests.Meters.Hwmon;

public sealed class HwmonMetersTests : IDisposable
{
    private readonly FakeSysfs sysfs = new();
    private readonly ManualClock clock = new();

    public void Dispose() => sysfs.Dispose();

    [Fact]
    public void The_sockets_of_amd_energy_are_one_meter_of_the_packages_and_its_cores_are_none()
    {
        Chip("hwmon3", "amd_energy");
        File("hwmon3", "energy1_label", "Ecore000");
        File("hwmon3", "energy1_input", "1000000");
        foreach (var (number, socket) in new[] { (2, "Esocket0"), (3, "Esocket1") })
        {
            File("hwmon3", $"energy{number}_label", socket);
            File("hwmon3", $"energy{number}_input", "1000000");
        }

        Assert.Equal(["hwmon:amd_energy:package"], Ids());
        using var meter = Create("hwmon:amd_energy:package");
        meter.Open();
        File("hwmon3", "energy2_input", "61000000");
        File("hwmon3", "energy3_input", "41000000");
        clock.Advance(1);
        Assert.Equal(100, meter.Read().Joules!.Value, 1e-9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_packages_of_amd_energy_are_chosen_where_none_is_named_and_their_counter_moves(bool moves)
    {
        Chip("hwmon3", "amd_energy");
        File("hwmon3", "energy1_label", "Esocket0");
        File("hwmon3", "energy1_input", "1000000");
        using var moving = moves ? FakeSysfs.Moving(Path.Combine(sysfs.Root, "class", "hwmon", "hwmon3", "energy1_input")) : null;
        using var meter = EnergyMeters.CreateIfAvailable(new MeterRequest { Sysfs = sysfs.Root });
        Assert.Equal(moves ? "hwmon:amd_energy:package" : null, meter?.Description.Id);
    }

    [Fact]
    public void A_power_sensor_is_sampled_and_says_how_long_its_mean_is()
    {
        Chip("hwmon0", "power_meter");
        File("hwmon0", "power1_average", "150000000");
        File("hwmon0", "power1_average_interval", "1000");
        using var meter = Create("hwmon:power_meter:power1");
        Assert.Equal("average over 1000 ms", meter.Description.Source);
        meter.Open();
        clock.Advance(100);
        var reading = meter.Read();
        Assert.Equal(15000, reading.Joules!.Value, 1e-6);
        Assert.Equal((EnergyKind.Measured, Integrator.Inside, 1.0), (reading.Kind, reading.Integrator, reading.SampleSeconds));
        Assert.Equal(MeterEvents.None, reading.Flags);
    }

    [Fact]
    public void A_sensor_that_shows_nothing_is_missing_and_never_zero()
    {
        Chip("hwmon0", "power_meter");
        File("hwmon0", "power1_input", "150000000");
        using var meter = Create("hwmon:power_meter:power1");
        meter.Open();
        clock.Advance(5);
        File("hwmon0", "power1_input", "0");
        clock.Advance(1);
        File("hwmon0", "power1_input", "150000000");
        clock.Advance(5);
        var reading = meter.Read();
        Assert.True(reading.Flags.HasFlag(MeterEvents.ZeroPower | MeterEvents.Gap));
        Assert.Equal(150, reading.Watts!.Value, 1e-6);
    }

    // metering.md section 2, row 13: what a sample stands for is stored with it, and null where the chip does not tell.
    [Theory]
    [InlineData("power1_average", 2.0)]
    [InlineData("power1_input", null)]
    public void The_time_over_which_a_chip_averages_its_power_is_part_of_a_reading(string file, double? expected)
    {
        Chip("hwmon0", "power_meter");
        File("hwmon0", file, "150000000");
        File("hwmon0", "power1_average_interval", "2000");
        using var meter = Create("hwmon:power_meter:power1");
        meter.Open();
        clock.Advance(30);
        var reading = meter.Read();
        Assert.Equal((150.0, expected), (Math.Round(reading.Watts!.Value, 6), reading.AveragingSeconds));
    }

    [Fact]
    public void Volts_and_amperes_of_a_rail_are_its_watts()
    {
        Chip("hwmon0", "ina3221");
        File("hwmon0", "in1_label", "VDD_CPU");
        File("hwmon0", "in1_input", "5000");
        File("hwmon0", "curr1_input", "2000");
        using var meter = Create("hwmon:ina3221:VDD_CPU");
        meter.Open();
        clock.Advance(10);
        Assert.Equal(10, meter.Read().Watts!.Value, 1e-9);
    }

    // The chip looks at its sensors every two seconds, or does not say how often: standing still in between is no fault.
    [Theory]
    [InlineData("2000", 120.0, 2.0)]
    [InlineData(null, 60.0, 1.0)]
    public void A_chip_that_moves_slowly_is_not_stuck(string? milliseconds, double window, double update)
    {
        Chip("hwmon0", "slow_meter");
        File("hwmon0", "energy1_input", "1000000");
        if (milliseconds is not null)
            File("hwmon0", "update_interval", milliseconds);
        using var meter = Create("hwmon:slow_meter:energy1");
        meter.Open();
        for (var i = 1; i <= 60; i++)
        {
            clock.Advance(2);
            File("hwmon0", "energy1_input", $"{1_000_000 + i * 20_000_000}");
        }

        var reading = meter.Read();
        Assert.Equal((MeterEvents.None, 1200.0), (reading.Flags, Math.Round(reading.Joules!.Value, 6)));
        Assert.Equal((window, update), (meter.Description.MinimumSeconds, reading.SampleSeconds));
        clock.Advance(30);
        Assert.True(meter.Read().Flags.HasFlag(MeterEvents.Stuck));
    }

    [Fact]
    public void A_power_is_not_asked_more_often_than_its_chip_looks()
    {
        Chip("hwmon0", "power_meter");
        File("hwmon0", "power1_input", "150000000");
        File("hwmon0", "update_interval", "500");
        using var meter = Create("hwmon:power_meter:power1");
        meter.Open();
        clock.Advance(30);
        Assert.Equal(0.5, meter.Read().SampleSeconds);
    }

    [Fact]
    public void Chips_of_one_name_are_told_apart_and_strangers_are_left_out()
    {
        foreach (var folder in new[] { "hwmon0", "hwmon1" })
        {
            Chip(folder, "card");
            File(folder, "power1_input", "1000000");
        }

        Chip("hwmon2", "coretemp");
        File("hwmon2", "temp1_input", "40000");
        Assert.Equal(["hwmon:card:power1", "hwmon:card#2:power1"], Ids());
    }

    [Fact]
    public void Inputs_of_one_label_are_told_apart()
    {
        Chip("hwmon0", "ina");
        foreach (var (number, watts) in new[] { (1, "5000000"), (2, "7000000"), (3, "1000000") })
        {
            File("hwmon0", $"power{number}_input", watts);
            File("hwmon0", $"power{number}_label", number < 3 ? "rail" : "other");
        }

        Assert.Equal(["hwmon:ina:rail (power1)", "hwmon:ina:rail (power2)", "hwmon:ina:other"], Ids());
    }

    private IEnumerable<string> Ids() =>
        EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Select(meter => meter.Id).Where(id => id.StartsWith("hwmon",
            StringComparison.Ordinal));

    private IEnergyMeter Create(string id) => EnergyMeters.Create(new MeterRequest { Id = id, Sysfs = sysfs.Root, Clock = clock });

    private void Chip(string folder, string name) => File(folder, "name", name);

    private void File(string folder, string name, string content)
    {
        var path = Path.Combine(sysfs.Root, "class", "hwmon", folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content + "\n");
    }
}
