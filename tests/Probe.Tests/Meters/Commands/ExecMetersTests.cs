using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Probe.Tests.Meters.Commands;

public sealed class ExecMetersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-exec-").FullName;
    private readonly ManualClock clock = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // metering.md section 2, row 18.
    [Theory]
    [InlineData("echo 75.5")]
    [InlineData("echo 75.5 W")]
    public void A_command_that_prints_watts_is_a_meter(string command)
    {
        using var meter = Create("exec:" + command);
        meter.Open();
        clock.Advance(10);
        Assert.Equal(75.5, meter.Read().Watts!.Value, 1e-9);
    }

    [Fact]
    public void A_command_that_fails_gives_no_energy()
    {
        using var meter = Create("exec:echo 75; exit 3");
        meter.Open();
        clock.Advance(10);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.MissedSample | MeterEvents.TooFewSamples));
    }

    [Fact]
    public void A_command_is_taken_from_the_person_at_the_keyboard_only()
    {
        var marker = Path.Combine(folder, "ran");
        var refused = Assert.Throws<InputException>(() => EnergyMeters.Create(new MeterRequest { Id = $"exec:touch {marker}; echo 1" }));
        Assert.Contains("command line only", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("touch", refused.Message, StringComparison.Ordinal);
        EnergyMeters.Discover();
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public void Nothing_that_a_result_stores_shows_the_command()
    {
        using var meter = Create("exec:TOKEN=s3cret; echo 5");
        meter.Open();
        Assert.DoesNotContain("s3cret", meter.Read().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", meter.Description.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_command_must_be_its_owners_alone()
    {
        var file = Path.Combine(folder, "command");
        File.WriteAllText(file, "echo 12\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains($"chmod 600 {file}", Assert.Throws<InputException>(() => Create("exec:@" + file)).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var meter = Create("exec:@" + file);
        meter.Open();
        clock.Advance(5);
        Assert.Equal(12, meter.Read().Watts!.Value, 1e-9);
    }

    // Row 18, and a hanging meter: were a reading to wait for the command, this test would take an hour.
    [Fact]
    public void A_command_that_hangs_is_ended_with_its_children_and_flagged_and_stalls_nothing()
    {
        var marker = Path.Combine(folder, "child");
        using var meter = EnergyMeters.Create(
            Request($"exec:sleep 3600 & echo $! > {marker}; wait") with { CommandDeadline = TimeSpan.FromSeconds(0.5) });
        var work = 0;
        var measured = EnergyMeasurement.Run(
            meter, new MeasurementSettings { IdleSeconds = 0, MinimumSeconds = 5 }, _ => { work++; clock.Advance(5); });
        Assert.Equal((1, null), (work, measured.PerRepeat));
        Assert.True(measured.Flags.HasFlag(MeterEvents.TimedOut | MeterEvents.TooFewSamples));
        // On a busy machine the shell may have been ended before it had a child.
        if (File.Exists(marker) && int.TryParse(File.ReadAllText(marker), out var child))
            Assert.True(SpinWait.SpinUntil(() => !IsSleeping(child), TimeSpan.FromMinutes(2)), "the child of the command still runs");
    }

    // A zombie that nobody waits for has ended too.
    private static bool IsSleeping(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat") is var stat && stat.Contains("(sleep)", StringComparison.Ordinal)
                && !stat.Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private IEnergyMeter Create(string id) => EnergyMeters.Create(Request(id));

    // On a busy machine a shell may need seconds to start; nothing here is about that.
    private MeterRequest Request(string id) => new() { Id = id, IsTypedByUser = true, Clock = clock, CommandDeadline = TimeSpan.FromMinutes(5) };
}
