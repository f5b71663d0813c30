using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Ipmi;

namespace ButterE.Probe.Tests.Meters.Ipmi;

[Collection(ProgramsOnPath.Name)]
public sealed class IpmiMetersTests : IDisposable
{
    private const string Active = "    Instantaneous power reading:                   150 Watts\n    Power reading state is:                   activated";
    private readonly FakePrograms programs = new();
    private readonly ManualClock clock = new();

    public void Dispose() => programs.Dispose();

    [Fact]
    public void A_board_controller_is_sampled_once_a_second_in_whole_watts()
    {
        programs.Program("ipmitool", $"[ \"$1 $2 $3\" = 'dcmi power reading' ] || exit 9\ncat <<'X'\n{Active}\nX");
        using var meter = Create();
        meter.Open();
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Equal(150 * 20, reading.Joules!.Value, 1e-6);
        Assert.Equal((EnergyKind.Measured, "node", "ipmitool"), (reading.Kind, reading.Domain, reading.Meter.Source));
        Assert.Equal(MeterEvents.WindowTooShort, reading.Flags);
        // 5 % of the energy, and a rounding to whole watts that lasts.
        Assert.Equal(Math.Sqrt(Math.Pow(150, 2) + Math.Pow(20 / Math.Sqrt(12), 2)), reading.Total.Uncertainty!.Systematic, 1e-6);
    }

    [Fact]
    public void A_reading_that_becomes_inactive_is_missing_and_flagged()
    {
        programs.Program("ipmitool", $"cat {programs.Beside("answer")}");
        File.WriteAllText(programs.Beside("answer"), Active);
        using var meter = Create();
        meter.Open();
        clock.Advance(5);
        File.WriteAllText(programs.Beside("answer"), "    Instantaneous power reading:    0 Watts\n    Power reading state is:    deactivated");
        clock.Advance(5);
        var reading = meter.Read();
        Assert.True(reading.Flags.HasFlag(MeterEvents.NotActive | MeterEvents.Gap));
        Assert.Equal(150, reading.Watts!.Value, 1e-9);
    }

    [Fact]
    public void A_program_that_hangs_is_ended_flagged_and_never_stalls_a_reading()
    {
        programs.Program("ipmitool", $"[ -f {programs.Beside("hang")} ] && sleep 3600\ncat <<'X'\n{Active}\nX");
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "ipmi:dcmi" });
        meter.Open();
        File.WriteAllText(programs.Beside("hang"), "");
        // Were a reading to wait for the program, the first would bear the flag already.
        var readings = 0;
        Assert.True(SpinWait.SpinUntil(() => meter.Read() is { } reading && ++readings > 0 && reading.Flags.HasFlag(MeterEvents.TimedOut),
            TimeSpan.FromMinutes(3)), "no reading was flagged");
        Assert.True(readings > 1, "the first reading waited for the program");
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo 'Could not open device at /dev/ipmi0'")]
    [InlineData("echo 'Instantaneous power reading: 0 Watts'; echo 'Power reading state is: activated'")]
    public void Without_a_power_the_meter_is_absent_and_says_why(string script)
    {
        programs.Program("ipmitool", script);
        Assert.NotEmpty(Assert.Throws<UnavailableException>(Create).Message);
    }

    [Theory]
    [InlineData("Instantaneous power reading: 50 Watts\nPower reading state is: activated", 50.0, MeterEvents.None)]
    [InlineData("Current Power                        : 164 Watts\nPower Measurement                    : Active", 164.0, MeterEvents.None)]
    [InlineData("Current Power                        : 164 Watts\nPower Measurement                    : Not Available", null,
        MeterEvents.NotActive)]
    [InlineData("Current Power : 164 Watts\nPower Measurement : Not Active", null, MeterEvents.NotActive)]
    [InlineData("  Current Power:                   310 Watts", 310.0, MeterEvents.None)]
    [InlineData("", null, MeterEvents.MissedSample)]
    public void What_the_programs_print_is_understood(string output, double? watts, MeterEvents flags)
    {
        var answer = DcmiReading.Parse(output);
        Assert.Equal((watts, flags), (answer.Watts, answer.Flags));
    }

    private IEnergyMeter Create() => EnergyMeters.Create(new MeterRequest { Id = "ipmi:dcmi", Clock = clock });
}
