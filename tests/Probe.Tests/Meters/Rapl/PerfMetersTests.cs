using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Rapl;

namespace ButterE.Probe.Tests.Meters.Rapl;

/// <summary>
/// perf_event without RAPL: the tree of our own making names the kernel's software unit, whose clock of a processor counts nanoseconds. With a
/// scale of
/// 1e-9 it is a meter of 1 W, read by the real system calls.
/// </summary>
public sealed class PerfMetersTests : IDisposable
{
    private const int SoftwareUnit = 1;
    private readonly FakeSysfs sysfs = new();

    public void Dispose() => sysfs.Dispose();

    [SystemWideEventsFact]
    public void A_counter_of_one_joule_a_second_measures_seconds()
    {
        Unit(SoftwareUnit);
        using var meter = EnergyMeters.Create(new MeterRequest { Sysfs = sysfs.Root });
        Assert.Equal("perf:package", meter.Description.Id);
        meter.Open();
        Thread.Sleep(300);
        var reading = meter.Read();
        // A wrong unit would be off by powers of two; a busy machine starts the counters of its processors some milliseconds apart.
        Assert.Equal(1, reading.Joules!.Value / reading.Seconds, 0.2);
        Assert.Equal((EnergyKind.CounterDerived, "package", "machine"), (reading.Kind, reading.Domain, reading.Scope));
    }

    // Seen on a virtual machine that lists energy-psys: it would have been the meter of every run, without a joule.
    [SystemWideEventsFact]
    public void A_counter_that_stands_still_is_absent_and_says_why()
    {
        const string dummy = "event=0x09";
        Unit(SoftwareUnit, dummy);
        var meter = Describe("perf:package");
        Assert.False(meter.Available);
        Assert.Contains("stands still", meter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_unit_the_meter_is_absent_and_says_why()
    {
        var meter = Describe("perf:package");
        Assert.False(meter.Available);
        Assert.Contains("virtual machine", meter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_the_processor_lacks_is_absent_beside_one_that_it_has()
    {
        Unit(SoftwareUnit);
        Assert.Contains("no event energy-ram", Describe("perf:dram").Reason, StringComparison.Ordinal);
    }

    // Old kernels list events that do not exist: only what powercap shows too is trusted.
    [Fact]
    public void A_domain_that_powercap_does_not_show_is_not_trusted()
    {
        Unit(SoftwareUnit);
        sysfs.Zone("intel-rapl:0", "psys", 0);
        Assert.Contains("not trusted", Describe("perf:package").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_the_kernel_does_not_know_is_refused()
    {
        Unit(type: 9999);
        var refused = Describe("perf:package");
        Assert.False(refused.Available);
        Assert.NotEmpty(refused.Reason!);
        Assert.Throws<UnavailableException>(() => EnergyMeters.Create(new MeterRequest { Id = "perf:package", Sysfs = sysfs.Root }));
    }

    [Theory]
    [InlineData("event=0x02", 2ul)]
    [InlineData("event=0x2a", 42ul)]
    public void The_number_and_the_scale_of_an_event_are_read_from_its_files(string content, ulong expected)
    {
        Unit(26, content, "2.3283064365386962890625e-10", "0,2-3");
        var energy = PerfEvents.Read(sysfs.Root, "energy-pkg")!;
        Assert.Equal((26u, expected, Math.Pow(2, -32)), (energy.Type, energy.Config, energy.JoulesPerCount));
        Assert.Equal([0, 2, 3], energy.Processors);
    }

    [Theory]
    [InlineData("event=2", "1e-9", "0")]
    [InlineData("event=0x02", "one", "0")]
    [InlineData("event=0x02", "1e-9", "")]
    public void A_description_that_is_not_understood_is_not_used(string content, string scale, string cpus)
    {
        Unit(26, content, scale, cpus);
        Assert.Null(PerfEvents.Read(sysfs.Root, "energy-pkg"));
    }

    private MeterDescription Describe(string id) => EnergyMeters.Discover(new MeterRequest { Sysfs = sysfs.Root }).Single(meter => meter.Id == id);

    private void Unit(int type, string content = "event=0x00", string scale = "1e-9", string cpus = "0")
    {
        var folder = PerfEvents.FolderIn(sysfs.Root);
        Directory.CreateDirectory(Path.Combine(folder, "events"));
        File.WriteAllText(Path.Combine(folder, "type"), $"{type}\n");
        File.WriteAllText(Path.Combine(folder, "cpumask"), cpus + "\n");
        File.WriteAllText(Path.Combine(folder, "events", "energy-pkg"), content + "\n");
        File.WriteAllText(Path.Combine(folder, "events", "energy-pkg.scale"), scale + "\n");
        File.WriteAllText(Path.Combine(folder, "events", "energy-pkg.unit"), "Joules\n");
    }
}

/// <summary>A test that counts events of a whole processor; skipped visibly where the kernel does not allow that.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemWideEventsFactAttribute : FactAttribute
{
    public SystemWideEventsFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "needs perf_event";
            return;
        }

        using var counter = PerfCounter.Open(new PerfEvents(1, 0, 1e-9, [0]), 0, out var error);
        if (counter is null)
            Skip = $"needs the right to count events of a processor (perf_event_open: error {error})";
    }
}
