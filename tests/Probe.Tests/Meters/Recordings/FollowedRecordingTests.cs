using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Recordings;
using CsCheck;

namespace ButterE.Probe.Tests.Meters.Recordings;

/// <summary>A file that a wattmeter's program writes while it is read.</summary>
public sealed class FollowedRecordingTests : IDisposable
{
    private const string Header = "timestamp,node,watts\n";
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-recording-").FullName;

    private string PowerFile => Path.Combine(folder, "power.csv");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void However_a_file_is_cut_into_pieces_its_samples_are_those_of_the_whole()
    {
        Gen.Select(Gen.Int[1, 2000].Array[2, 40], Gen.Int[1, 60].Array[1, 40], Gen.Bool).Sample(
            (watts, pieces, isWindows) =>
            {
                var text = Header + string.Concat(watts.Select((power, second) => $"{second},n1,{power}\n"));
                text = isWindows ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;
                var at = text.IndexOf("\n1,n1", StringComparison.Ordinal) + 1;
                File.WriteAllText(PowerFile, text[..at]);
                var recording = Open();
                for (var i = 0; at < text.Length; i++)
                {
                    var length = Math.Min(pieces[i % pieces.Length], text.Length - at);
                    File.AppendAllText(PowerFile, text[at..(at + length)]);
                    at += length;
                    Assert.Equal(MeterEvents.None, recording.ReadOn());
                }

                Assert.Equal(watts.Select((power, second) => ((double)second, (double?)power)),
                    recording.Trace.Samples.Select(sample => (sample.Seconds, sample.Watts)));
                Assert.Equal(1, recording.SpacingSeconds);
                Assert.StartsWith("sha256:" + Convert.ToHexStringLower(
                    System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(PowerFile))), recording.Source, StringComparison.Ordinal);
            },
            iter: 30, threads: 1);
    }

    [Fact]
    public void A_half_written_last_line_is_not_believed_before_it_ends()
    {
        File.WriteAllText(PowerFile, Header + "0,n1,100\n1,n1,100\n2,n1,12");
        var recording = Open();
        Assert.Equal([100.0, 100.0], recording.Trace.Samples.Select(sample => sample.Watts));
        File.AppendAllText(PowerFile, "5");
        Assert.Equal(MeterEvents.None, recording.ReadOn());
        Assert.Equal(2, recording.Trace.Samples.Count);
        File.AppendAllText(PowerFile, "\n");
        recording.ReadOn();
        Assert.Equal(125.0, recording.Trace.Samples[^1].Watts);
    }

    [Fact]
    public void The_last_line_of_a_replay_counts_without_a_line_break()
    {
        File.WriteAllText(PowerFile, Header + "0,n1,100\n1,n1,125");
        Assert.Equal(125.0, PowerRecording.Open(PowerFile, null, null, AmbiguousTimes.Refuse, isGrowing: false).Trace.Samples[^1].Watts);
    }

    // Bytes of a line that was read are overwritten in place: reading again would see them, reading on does not.
    [Fact]
    public void What_was_read_is_not_read_again()
    {
        File.WriteAllText(PowerFile, Header + string.Concat(Enumerable.Range(0, 100).Select(second => $"{second:000},n1,100\n")));
        var recording = Open();
        using (var file = new FileStream(PowerFile, FileMode.Open, FileAccess.Write))
        {
            file.Position = Header.Length;
            file.Write("xxx,n1,999\n"u8);
            file.Position = file.Length;
            file.Write("100,n1,200\n"u8);
        }

        Assert.Equal(MeterEvents.None, recording.ReadOn());
        Assert.Equal((101, 200.0), (recording.Trace.Samples.Count, recording.Trace.Samples[^1].Watts));
    }

    [Theory]
    [InlineData(Header + "3,n1,300\n")]
    [InlineData("3,n1,300\n")]
    [InlineData(Header + "3,n1,300\n4,n1,400\n5,n1,500\n6,n1,600\n7,n1,700\n")]
    public void A_file_that_was_cut_short_or_replaced_is_read_from_its_start_and_flagged(string replacement)
    {
        File.WriteAllText(PowerFile, Header + "0,n1,100\n1,n1,100\n2,n1,100\n");
        var recording = Open();
        File.Delete(PowerFile);
        Assert.Equal(MeterEvents.MissedSample, recording.ReadOn());
        File.WriteAllText(PowerFile, replacement);
        Assert.Equal(MeterEvents.RecordingReplaced, recording.ReadOn());
        Assert.Equal([100.0, 100.0, 100.0, 300.0], recording.Trace.Samples.Take(4).Select(sample => sample.Watts));
        Assert.Equal(MeterEvents.None, recording.ReadOn());
        File.AppendAllText(PowerFile, "8,n1,800\n");
        Assert.Equal(MeterEvents.None, recording.ReadOn());
        Assert.Equal(800.0, recording.Trace.Samples[^1].Watts);
    }

    [Fact]
    public void A_faulty_row_of_a_growing_file_is_a_flag_and_ends_no_run()
    {
        File.WriteAllText(PowerFile, Header + "0,n1,100\n1,n1,100\n");
        var recording = Open();
        File.AppendAllText(PowerFile, "2,n1,lots\n3,n1,100\n");
        Assert.Equal(MeterEvents.MissedSample, recording.ReadOn());
        Assert.Equal([0.0, 1.0, 3.0], recording.Trace.Samples.Select(sample => sample.Seconds));
    }

    [Fact]
    public void A_replaced_file_flags_the_interval_in_which_it_was_seen_and_the_total()
    {
        var clock = new ManualClock();
        File.WriteAllText(PowerFile, Header + string.Concat(Enumerable.Range(0, 11).Select(second => $"{second},n1,100\n")));
        using var meter = Probe.Meters.Discovery.EnergyMeters.Create(new MeterRequest { Id = "csv:" + PowerFile, Clock = clock });
        meter.Open();
        clock.Advance(10);
        Assert.False(meter.Lap().Flags.HasFlag(MeterEvents.RecordingReplaced));
        File.WriteAllText(PowerFile, Header + string.Concat(Enumerable.Range(11, 20).Select(second => $"{second},n1,300\n")));
        clock.Advance(10);
        var second = meter.Lap();
        Assert.True(second.Flags.HasFlag(MeterEvents.RecordingReplaced));
        Assert.Equal((100 + 10 * 300) / 11.0 * 10, second.Joules!.Value, 1e-6);
        clock.Advance(10);
        var reading = meter.Read();
        Assert.False(reading.Latest.Flags.HasFlag(MeterEvents.RecordingReplaced));
        Assert.True(reading.Flags.HasFlag(MeterEvents.RecordingReplaced));
        Assert.Matches("^sha256:[0-9a-f]{64} of [0-9]+ bytes$", reading.Meter.Source);
    }

    private PowerRecording Open() => PowerRecording.Open(PowerFile, null, null, AmbiguousTimes.Refuse, isGrowing: true);
}
