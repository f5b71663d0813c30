using System.Globalization;
using System.Text;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere probe replay</c> on curves of our own making.</summary>
public sealed class ProbeReplayCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(32768, 1048576)]
    [InlineData(49152, 2097152)]
    public void Two_caches_and_memory_are_told_apart(double first, double second)
    {
        var document = Replay(Trace(bytes => bytes <= first ? 1.2 : bytes <= second ? 4.5 : 90)).Document();
        var levels = document.At("levels").EnumerateArray().ToArray();
        Assert.Equal(2, levels.Length);
        Assert.All(levels, level => Assert.Equal(
            ["capacityBytes", "capacityLow", "capacityHigh", "impliedExclusiveBytes", "latencyNs", "support", "availability"], level.Keys()));
        Assert.InRange(levels[0].Number("capacityBytes") / first, 0.85, 1.15);
        Assert.InRange(levels[1].Number("capacityBytes") / second, 0.85, 1.15);
        Assert.All(levels, level => Assert.InRange(level.Number("capacityBytes"), level.Number("capacityLow"), level.Number("capacityHigh")));
        Assert.All(levels, level => Assert.InRange(level.Number("support"), 0.5, 1));
        Assert.Equal((1.2, 4.5, 90), (Rounded(levels[0]), Rounded(levels[1]), Math.Round(document.Number("lastPlateauNs"), 0)));
        Assert.True(levels[0].IsNull("impliedExclusiveBytes"));
        Assert.Equal(levels[1].Number("capacityBytes") - levels[0].Number("capacityBytes"), levels[1].Number("impliedExclusiveBytes"), 1e-6);

        static double Rounded(System.Text.Json.JsonElement level) => Math.Round(level.Number("latencyNs"), 1);
    }

    [Fact]
    public void A_flat_curve_has_no_levels()
    {
        var document = Replay(Trace(_ => 3)).Document();
        Assert.Empty(document.At("levels").EnumerateArray());
        Assert.Equal(3, document.Number("lastPlateauNs"), 0.1);
    }

    [Theory]
    [InlineData("line 3", "bytes,ns\n4096,1.0\n8192,fast\n")]
    [InlineData("line 2", "bytes,ns\n-4096,1.0\n")]
    [InlineData("line 4", "bytes,ns,chain\n4096,1,local\n8192,1,random\n16384,1,sideways\n")]
    [InlineData("line 2", "bytes,ns,round\n4096,1,first\n")]
    [InlineData("line 1", "size,ns\n4096,1\n")]
    [InlineData("line 1", "")]
    public void A_bad_trace_is_refused_with_its_line(string line, string content)
    {
        var file = folder.Write("bad.csv", content);
        var call = CommandLineCall.Run("probe", "replay", "--trace", file, "--json");
        call.AssertRefused(ExitCode.BadInput, file, line);
        Assert.Equal("", call.Output);
    }

    [Theory]
    [InlineData("bytes,ns\n")]
    [InlineData("bytes,ns\n4096,1\n8192,1\n1048576,5\n")]
    [InlineData("bytes,ns\n4096,1\n4100,1\n4200,1\n4300,1\n4400,1\n4500,1\n4600,1\n4700,1\n4800,1\n4900,1\n")]
    public void Too_few_sizes_or_octaves_cannot_support_levels(string content) =>
        CommandLineCall.Run("probe", "replay", "--trace", folder.Write("few.csv", content)).AssertRefused(ExitCode.InsufficientData);

    [Fact]
    public void The_local_chain_is_preferred_to_the_random_one()
    {
        var both = new StringBuilder("bytes,ns,round,chain\n");
        foreach (var (bytes, round) in Visits())
        {
            both.AppendLine(CultureInfo.InvariantCulture, $"{bytes},{(bytes <= 65536 ? 1.0 : 20.0)},{round},local");
            both.AppendLine(CultureInfo.InvariantCulture, $"{bytes},{(bytes <= 524288 ? 2.0 : 80.0)},{round},random");
        }

        var level = Assert.Single(Replay(both.ToString()).Document().At("levels").EnumerateArray());
        Assert.InRange(level.Number("capacityBytes") / 65536, 0.85, 1.15);
    }

    [Fact]
    public void An_absent_device_cannot_be_probed() => CommandLineCall.Run("probe", "--device", "cuda:7").AssertRefused(ExitCode.Unavailable, "cuda:7");

    [Theory]
    [InlineData("--out")]
    [InlineData("--record")]
    public void A_file_that_cannot_be_written_is_refused_before_anything_is_measured(string option)
    {
        CommandLineCall.Run("probe", "--quick", option, Path.Combine(folder.Root, "absent", "profile.json")).AssertRefused(ExitCode.BadInput, "absent");
        CommandLineCall.Run("probe", "--quick", option, folder.Root).AssertRefused(ExitCode.BadInput, "is a folder");
    }

    [Fact]
    public void No_cores_cannot_be_measured() => CommandLineCall.Run("probe", "--threads", "0").AssertRefused(ExitCode.BadInput, "--threads 0");

    [Fact]
    public void Huge_pages_that_the_system_forbids_cannot_be_insisted_on()
    {
        folder.Write("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]\n");
        CommandLineCall.RunUnder([("BUTTERE_SYSFS", Path.Combine(folder.Root, "sys"))], "probe", "--quick", "--huge-pages", "on")
            .AssertRefused(ExitCode.Unavailable, "--huge-pages on", "transparent_hugepage");
    }

    private CommandLineCall Replay(string trace) => CommandLineCall.Run("probe", "replay", "--trace", folder.Write("trace.csv", trace), "--json");

    private static string Trace(Func<double, double> nanoseconds)
    {
        var text = new StringBuilder("bytes,ns,round\n");
        foreach (var (bytes, round) in Visits())
            text.AppendLine(CultureInfo.InvariantCulture, $"{bytes},{nanoseconds(bytes)},{round}");
        return text.ToString();
    }

    // From 4 KiB to 32 MiB, eight sizes to the octave, each visited five times.
    private static IEnumerable<(double Bytes, int Round)> Visits() =>
        from round in Enumerable.Range(0, 5)
        from step in Enumerable.Range(0, 13 * 8 + 1)
        select (Math.Round(4096 * Math.Pow(2, step / 8.0)), round);
}
