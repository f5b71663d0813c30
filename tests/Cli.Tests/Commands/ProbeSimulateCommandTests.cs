using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere probe simulate</c>.</summary>
public sealed class ProbeSimulateCommandTests
{
    [Fact]
    public void The_error_bars_of_a_described_hierarchy_are_printed_and_labelled_simulated()
    {
        var document = CommandLineCall.Run("probe", "simulate", "--l1", "32K:8:lru", "--l2", "256K:8:random", "--l3", "1M:16:lru:exclusive",
            "--pages", "huge", "--rounds", "4", "--seeds", "3", "--json").Document();
        Assert.True(document.At("simulated").GetBoolean());
        Assert.Equal(("huge", "quiet", 4, 8, 3), (document.At("pages").GetString(), document.At("noise").GetString(), (int)document.Number("rounds"),
            (int)document.Number("sizesPerOctave"), (int)document.Number("seeds")));
        var levels = document.At("levels").EnumerateArray().ToArray();
        Assert.Equal([32768, 262144, 1048576 + 262144], levels.Select(level => level.Number("breakBytes")));
        Assert.All(levels, level => Assert.Equal(["breakBytes", "found", "medianError", "p90Error", "coverage", "medianWidth"], level.Keys()));
        Assert.Equal(3, document.At("trials").EnumerateArray().Count());
        Assert.InRange(document.Number("countRight"), 2, 3);
        Assert.InRange(levels[0].Number("medianError"), 0, 0.05);
    }

    [Fact]
    public void The_table_says_that_nothing_was_measured()
    {
        var call = CommandLineCall.Run("probe", "simulate", "--l1", "32K:8:lru", "--seeds", "1", "--rounds", "1", "--noise", "vm");
        Assert.Equal(0, call.ExitCode);
        Assert.StartsWith("Simulated, not measured: 1 sweeps of 1 rounds", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--l1 32K", "--l1 32K")]
    [InlineData("--l1 32K:8:lru --l3 1M:16:lru", "--l3 1M:16:lru")]
    [InlineData("--l1 32K:8:lru --l2 16K:8:lru", "--l2")]
    [InlineData("--l1 32K:8:lru --noise loud", "--noise loud")]
    [InlineData("--l1 32K:8:lru --pages 2M", "--pages 2M")]
    [InlineData("--l1 32K:8:lru --seeds 0", "--seeds 0")]
    [InlineData("--l1 32K:8:lru --rounds 0", "--rounds 0")]
    [InlineData("--l1 32K:8:lru --sizes-per-octave 65", "--sizes-per-octave 65")]
    [InlineData("--l2 1M:16:lru", "--l1")]
    public void What_cannot_be_simulated_is_refused_with_its_option(string arguments, string named) =>
        CommandLineCall.Run([.. "probe simulate".Split(' '), .. arguments.Split(' ')]).AssertRefused(ExitCode.BadInput, named);
}
