using System.Runtime.CompilerServices;
using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Nvml;

namespace ButterE.Probe.Tests.Meters.Nvml;

public sealed class NvmlMetersTests
{
    private const string First = "nvml:GPU-00000000-0000";
    private readonly ManualClock clock = new();

    public NvmlMetersTests()
    {
        if (FakeNvml.Path is not null)
            FakeNvml.Reset();
    }

    [FakeNvmlFact]
    public void The_counter_is_preferred_and_the_sampled_power_stands_beside_it()
    {
        using var meter = Create();
        meter.Open();
        Count(watts: 300, seconds: 20);
        var reading = meter.Read();
        Assert.Equal(6000, reading.Joules!.Value, 1e-9);
        Assert.Equal(6000, reading.CrossCheckJoules!.Value, 1e-6);
        Assert.Equal((EnergyKind.CounterDerived, "gpu", "device"), (reading.Kind, reading.Domain, reading.Scope));
        Assert.Equal("NVIDIA H100, driver 570.0, limit 700 W, persistence on, power instantaneous", reading.Meter.Source);
    }

    // metering.md section 2, row 12: 187 J by the counter, 327 J by the power.
    [FakeNvmlFact]
    public void A_counter_that_disagrees_with_the_power_is_reported()
    {
        using var meter = Create();
        meter.Open();
        Count(watts: 187, seconds: 20);
        var reading = meter.Read();
        Assert.True(reading.Flags.HasFlag(MeterEvents.Disagreement));
        Assert.Equal((3740.0, 6000.0), (Math.Round(reading.Joules!.Value), Math.Round(reading.CrossCheckJoules!.Value)));
    }

    // Row 14: the counter moves ten times a second; shorter windows read nothing or a jump.
    [FakeNvmlFact]
    public void A_window_below_a_second_is_refused()
    {
        using var meter = Create();
        meter.Open();
        FakeNvml.Call("fake_energy", 0, 100_000);
        clock.Advance(0.5);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.WindowTooShort));
    }

    [FakeNvmlFact]
    public void A_counter_that_does_not_advance_is_a_fault()
    {
        using var meter = Create();
        meter.Open();
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.Stuck));
    }

    [FakeNvmlFact]
    public void A_device_without_a_counter_is_metered_by_its_power()
    {
        FakeNvml.Call("fake_counter", 0);
        FakeNvml.Call("fake_fields", 0);
        using var meter = Create();
        // Row 13: what a sample stands for is stored with it.
        Assert.EndsWith("power averaged over 1 s", meter.Description.Source, StringComparison.Ordinal);
        meter.Open();
        clock.Advance(70);
        var reading = meter.Read();
        Assert.Equal(300 * 70, reading.Joules!.Value, 1e-6);
        Assert.Equal(
            (EnergyKind.Measured, Integrator.Linear, 0.1, 1.0),
            (reading.Kind, reading.Integrator, reading.SampleSeconds, reading.AveragingSeconds));
    }

    // Row 13: instant or average? The driver that tells both apart gives the present power.
    [FakeNvmlFact]
    public void A_driver_that_tells_the_present_power_is_asked_for_it()
    {
        FakeNvml.Call("fake_counter", 0);
        using var meter = Create();
        Assert.EndsWith("power instantaneous", meter.Description.Source, StringComparison.Ordinal);
        meter.Open();
        clock.Advance(70);
        Assert.Equal(0, meter.Read().AveragingSeconds);
    }

    [FakeNvmlFact]
    public void A_superchip_is_a_module_and_a_partitioned_device_is_metered_whole()
    {
        FakeNvml.Call("fake_count", 2);
        FakeNvml.Call("fake_module");
        FakeNvml.Call("fake_mig", 0, 1);
        using var partitioned = Create();
        partitioned.Open();
        Count(watts: 300, seconds: 20);
        Assert.True(partitioned.Read().Flags.HasFlag(MeterEvents.WholeDevice));
        using var module = EnergyMeters.Create(Request("nvml:GPU-00000001-0000"));
        Assert.Equal("module", module.Description.Scope);
    }

    [FakeNvmlFact]
    public void A_driver_that_hangs_is_given_up_and_flagged()
    {
        using var meter = Create();
        meter.Open();
        // Were the reading to wait for the driver, this test would take an hour.
        FakeNvml.Call("fake_hang", 3600);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.TimedOut));
        FakeNvml.Call("fake_hang", 0);
    }

    [FakeNvmlFact]
    public void A_driver_that_is_not_loaded_is_the_reason()
    {
        FakeNvml.Call("fake_init_code", 9);
        Assert.Contains("driver is not loaded", Assert.Throws<UnavailableException>(() => EnergyMeters.Create(Request(First))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_library_the_reason_names_it() => Assert.Contains(
        "/nowhere/libnvidia-ml.so.1 cannot be loaded",
        Assert.Throws<UnavailableException>(() => EnergyMeters.Create(new MeterRequest { Id = First,
            NvmlPath = "/nowhere/libnvidia-ml.so.1" })).Message,
        StringComparison.Ordinal);

    // The joules of a processor that waits for its device were booked as the device's.
    [FakeNvmlFact]
    public void Work_on_a_device_has_the_meter_of_that_device_where_none_is_named()
    {
        using var host = new HostWithCounter();
        FakeNvml.Call("fake_count", 2);
        using var meter = EnergyMeters.Create(host.Request with { NvmlPath = FakeNvml.Path, Device = Device("GPU-00000001-0000") });
        Assert.Equal("nvml:GPU-00000001-0000", meter.Description.Id);
    }

    [Theory]
    [InlineData(null, "nothing tells")]
    [InlineData("GPU-00000001-0000", "/nowhere/libnvidia-ml.so.1 cannot be loaded")]
    public void Work_on_a_device_without_a_meter_has_none_although_the_processor_has_one(string? uuid, string reason)
    {
        using var host = new HostWithCounter();
        var request = host.Request with { NvmlPath = "/nowhere/libnvidia-ml.so.1", Device = Device(uuid) };
        Assert.Null(EnergyMeters.CreateIfAvailable(request));
        var refused = Assert.Throws<UnavailableException>(() => EnergyMeters.Create(request)).Message;
        Assert.StartsWith("no energy meter of cuda:0: ", refused, StringComparison.Ordinal);
        Assert.Contains(reason, refused, StringComparison.Ordinal);
    }

    // Row 11: eight devices measured instead of the one that was granted.
    [Theory]
    [InlineData(null, null, 1, true)]
    [InlineData("1", "PCI_BUS_ID", 1, true)]
    [InlineData("1", "PCI_BUS_ID", 0, false)]
    [InlineData("0,1", null, 1, true)]
    [InlineData("-1,1", null, 1, false)]
    [InlineData("GPU-1111", null, 1, true)]
    [InlineData("GPU-2222", null, 1, false)]
    [InlineData("MIG-GPU-1111-aaaa/3/0", null, 1, true)]
    [InlineData("", null, 0, false)]
    public void Only_granted_devices_are_available(string? visible, string? order, int index, bool isGranted) => Assert.Equal(
        isGranted, VisibleDevices.ReasonAgainst(visible, order, index, "GPU-1111-aaaa", ["H100", "H100"]) is null);

    [Fact]
    public void Numbers_of_unlike_devices_are_not_trusted() => Assert.Contains(
        "UUID", VisibleDevices.ReasonAgainst("0", null, 0, "GPU-1", ["H100", "T4"]), StringComparison.Ordinal);

    [Fact]
    public unsafe void The_layout_of_a_field_value_is_that_of_the_header()
    {
        var value = default(NvmlLibrary.FieldValue);
        var start = (byte*)&value;
        Assert.Equal(40, Unsafe.SizeOf<NvmlLibrary.FieldValue>());
        Assert.Equal((28, 32), ((int)((byte*)&value.Return - start), (int)((byte*)&value.Value - start)));
    }

    private static MeteredDevice Device(string? uuid) => new("cuda:0", "test device", uuid);

    /// <summary>A machine whose processor has a counter that moves.</summary>
    private sealed class HostWithCounter : IDisposable
    {
        private readonly FakeSysfs sysfs = new FakeSysfs().Zone("intel-rapl:0", "package-0", 5e6);
        private readonly IDisposable moving;

        public HostWithCounter() => moving = FakeSysfs.Moving(Path.Combine(sysfs.ZoneFolder("intel-rapl:0"), "energy_uj"));

        public MeterRequest Request => new() { Sysfs = sysfs.Root };

        public void Dispose()
        {
            moving.Dispose();
            sysfs.Dispose();
        }
    }

    private MeterRequest Request(string id) => new() { Id = id, NvmlPath = FakeNvml.Path, Clock = clock };

    private IEnergyMeter Create() => EnergyMeters.Create(Request(First));

    private void Count(int watts, int seconds)
    {
        for (var second = 1; second <= seconds; second++)
        {
            FakeNvml.Call("fake_energy", 0, watts * 1000L * second);
            clock.Advance(1);
        }
    }
}
