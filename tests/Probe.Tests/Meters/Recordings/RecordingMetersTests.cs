using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Probe.Tests.Meters.Recordings;

public sealed class RecordingMetersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-recording-").FullName;
    private readonly ManualClock clock = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_wattmeter_s_file_is_joined_by_the_time_of_the_day()
    {
        // The clock of the test begins in 1970; the run lies within the recording.
        var file = Write(Enumerable.Range(0, 100).Select(i => $"1970-01-01T00:{i / 60:00}:{i % 60:00}Z,n1,{(i is >= 20 and <= 60 ? 300 : 100)}"));
        clock.Advance(30);
        using var meter = Create("csv:" + file);
        meter.Open();
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Equal(300 * 20, reading.Joules!.Value, 1e-6);
        Assert.Equal((EnergyKind.Measured, Integrator.Inside, 1.0), (reading.Kind, reading.Integrator, reading.SampleSeconds));
    }

    // metering.md section 3.4: a wattmeter of 1 Hz needs a minute, one that looks every minute half an hour.
    [Theory]
    [InlineData(1, 60)]
    [InlineData(10, 600)]
    [InlineData(60, 1800)]
    [InlineData(120, 3600)]
    public void The_shortest_window_of_a_recording_follows_the_distance_of_its_samples(int spacing, double window)
    {
        using var meter = Create("csv:" + Write(Enumerable.Range(0, 50).Select(i => $"{i * spacing},n1,100")));
        Assert.Equal(window, meter.Description.MinimumSeconds);
    }

    [Fact]
    public void A_recording_that_does_not_cover_the_run_gives_no_energy()
    {
        var file = Write(Enumerable.Range(0, 30).Select(i => $"{i},n1,100"));
        clock.Advance(20);
        using var meter = Create("csv:" + file);
        meter.Open();
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Null(reading.Joules);
        Assert.True(reading.Flags.HasFlag(MeterEvents.OutsideRecording));
    }

    [Fact]
    public void A_recording_that_grows_is_followed_lap_by_lap()
    {
        var file = Write(Enumerable.Range(0, 31).Select(i => $"{i},n1,100"));
        clock.Advance(10);
        using var meter = Create("csv:" + file);
        meter.Open();
        clock.Advance(20);
        Assert.Equal(2000, meter.Lap().Joules!.Value, 1e-6);
        File.AppendAllText(file, string.Concat(Enumerable.Range(31, 30).Select(i => $"{i},n1,300\n")));
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Equal(20, reading.Latest.Seconds, 1e-9);
        // 21 samples from 30 s to 50 s: one of 100 W, twenty of 300 W.
        Assert.Equal((100 + 20 * 300) / 21.0 * 20, reading.Latest.Joules!.Value, 1e-6);
        Assert.Equal(40, reading.Seconds, 1e-9);
    }

    [Fact]
    public void A_recording_that_vanishes_leaves_a_flag_and_ends_no_run()
    {
        var file = Write(Enumerable.Range(0, 31).Select(i => $"{i},n1,100"));
        clock.Advance(10);
        using var meter = Create("csv:" + file);
        meter.Open();
        clock.Advance(20);
        Assert.Equal(2000, meter.Lap().Joules!.Value, 1e-6);
        File.Delete(file);
        clock.Advance(20);
        var reading = meter.Read();
        Assert.Equal((null, true), (reading.Latest.Joules, reading.Latest.Flags.HasFlag(MeterEvents.OutsideRecording)));
    }

    // Row 19: a recording stands in for a device that is not there.
    [Fact]
    public void A_replay_begins_with_the_run_and_carries_the_hash_of_its_file()
    {
        var file = Write(Enumerable.Range(0, 100).Select(i => $"{1_700_000_000 + i},n1,250"));
        using var meter = Create("replay:" + file);
        meter.Open();
        clock.Advance(10);
        var reading = meter.Read();
        Assert.Equal((2500.0, EnergyKind.Replay), (Math.Round(reading.Joules!.Value, 6), reading.Kind));
        Assert.Matches("^sha256:[0-9a-f]{64}$", reading.Meter.Source);
    }

    [Fact]
    public void Rows_of_other_nodes_are_left_out_and_an_unnamed_choice_is_refused()
    {
        var file = Write(Enumerable.Range(0, 50).SelectMany(i => new[] { $"{i},n1,100", $"{i},n2,900" }));
        Assert.Contains("--meter-node", Assert.Throws<InputException>(() => Create("replay:" + file)).Message, StringComparison.Ordinal);
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "replay:" + file, Node = "n1", Clock = clock });
        meter.Open();
        clock.Advance(10);
        Assert.Equal(100, meter.Read().Watts!.Value, 1e-9);
    }

    [Fact]
    public void A_node_of_a_file_without_nodes_is_refused()
    {
        var file = Path.Combine(folder, "one.csv");
        File.WriteAllText(file, "timestamp,watts\n0,100\n1,100\n");
        var request = new MeterRequest { Id = "replay:" + file, Node = "n1", Clock = clock };
        Assert.Contains("no column node", Assert.Throws<InputException>(() => EnergyMeters.Create(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_shorter_than_the_recording_resolves_is_flagged()
    {
        clock.Advance(10);
        using var meter = Create("csv:" + Write(Enumerable.Range(0, 1000).Select(i => $"{i},n1,250")));
        meter.Open();
        clock.Advance(2);
        Assert.True(meter.Read().Flags.HasFlag(MeterEvents.WindowTooShort));
        clock.Advance(200);
        Assert.False(meter.Read().Flags.HasFlag(MeterEvents.WindowTooShort));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00,n1,5", "states no offset")]
    [InlineData("yesterday,n1,5", "'yesterday' is not a time")]
    [InlineData("0,n1,lots", "'lots' is not a number")]
    [InlineData("0,n1,12,5", "4 fields where the header has 3")]
    public void A_faulty_row_is_named(string row, string expected)
    {
        var refused = Assert.Throws<InputException>(() => Create("csv:" + Write([row])));
        Assert.Contains("line 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    // BUTTER-E's files are local Denver times with a false Z.
    [Theory]
    [InlineData("2020-07-01T12:00:00Z", AmbiguousTimes.Refuse, "2020-07-01T18:00:00Z")]
    [InlineData("2020-01-01 12:00:00", AmbiguousTimes.Refuse, "2020-01-01T19:00:00Z")]
    [InlineData("2020-11-01T01:30:00Z", AmbiguousTimes.Earlier, "2020-11-01T07:30:00Z")]
    [InlineData("2020-11-01T01:30:00Z", AmbiguousTimes.Later, "2020-11-01T08:30:00Z")]
    public void Local_times_become_instants_in_the_zone_that_was_named(string text, AmbiguousTimes ambiguous, string expected) => Assert.Equal(
        (DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).TotalSeconds,
        new Probe.Meters.Recordings.RecordingTimes("America/Denver", ambiguous).Parse(text, "here"));

    [Theory]
    [InlineData("2020-11-01T01:30:00Z", "occurs twice")]
    [InlineData("2020-03-08T02:30:00Z", "does not exist")]
    public void Times_that_are_two_instants_or_none_are_refused(string text, string expected) => Assert.Contains(
        expected, Assert.Throws<InputException>(() => new Probe.Meters.Recordings.RecordingTimes("America/Denver", AmbiguousTimes.Refuse).Parse(text,
            "here")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_kind_without_its_file_says_what_it_needs() =>
        Assert.Contains("timestamp,node,watts", Assert.Throws<UnavailableException>(() => Create("csv")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("estimate:tdp")]
    [InlineData("estimate:tdp=50,idle=60")]
    public void An_estimate_without_sound_inputs_is_refused(string id) => Assert.Throws<InputException>(() => Create(id));

    // metering.md section 2, rows 8 and 9: what was measured and what was not must never be mixed up.
    [Fact]
    public void An_estimate_is_labelled_and_carries_its_inputs_and_half_its_value_as_uncertainty()
    {
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "estimate:tdp=280,idle=60" });
        meter.Open();
        Thread.Sleep(100);
        var reading = meter.Read();
        Assert.Equal(EnergyKind.Estimate, reading.Kind);
        Assert.InRange(reading.Watts!.Value, 60 - 1e-9, 280 + 1e-9);
        Assert.Equal(0.5 * reading.Joules!.Value, reading.Total.Uncertainty!.Systematic, 1e-9);
        Assert.Contains("tdp=280 W, idle=60 W", reading.Meter.Source, StringComparison.Ordinal);
    }

    private IEnergyMeter Create(string id) => EnergyMeters.Create(new MeterRequest { Id = id, Clock = clock });

    private string Write(IEnumerable<string> rows)
    {
        var file = Path.Combine(folder, "power.csv");
        File.WriteAllText(file, "timestamp,node,watts\n" + string.Join('\n', rows) + "\n");
        return file;
    }
}
