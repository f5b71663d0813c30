using System.Text.Json;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere bench step</c>: the lines that are read beside the peers', and its refusals. No time is judged.</summary>
public sealed class BenchCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_network_is_one_line_with_the_peers_keys()
    {
        // Parameters by hand: 5*5 + 6*5 + 6*1 = 61, 3*4 + 5*3 = 27.
        var list = folder.Write("two.tsv", "one-output\t4\t1\t5,5,1\t61\nclasses\t2\t3\t4,3\t27\n");
        var call = Bench(list, "--threads", "1", "--schedule", "textbook");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        var lines = call.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["one-output", "classes"], lines.Select(line => line.Text("id")));
        Assert.All(lines, line =>
        {
            Assert.Equal(["peer", "id", "threads", "threadsUsed", "schedule", "device", "launch", "precision", "step_us_min", "step_us_median",
                "joules", "energyKind", "energy", "tuning", "affinity", "subnormalsFlushed", "hugePages"], line.Keys());
            Assert.Equal(("buttere", "textbook", 1, 1), (line.Text("peer"), line.Text("schedule"), line.Number("threads"), line.Number("threadsUsed")));
            Assert.InRange(line.Number("step_us_min"), 1e-3, line.Number("step_us_median"));
        });
    }

    [Theory]
    [InlineData("line 2", "a\t4\t1\t5,5,1\t61\nb\t2\t3\t4,3")]
    [InlineData("line 2", "a\t4\t1\t5,5,1\t61\nb\t2\t3\t4,3\t28")]
    [InlineData("line 2", "a\t4\t1\t5,5,1\t61\nb\t2\t2\t4,3\t27")]
    [InlineData("line 3", "a\t4\t1\t5,5,1\t61\n\nb\ttwo\t3\t4,3\t27")]
    [InlineData("line 1", "a\t4\t1\t5,-5,1\t61")]
    [InlineData("no networks", "")]
    public void A_bad_list_is_refused_with_its_line_before_anything_runs(string named, string content)
    {
        var list = folder.Write("bad.tsv", content);
        var call = Bench(list);
        call.AssertRefused(ExitCode.BadInput, list, named);
        Assert.Equal("", call.Output);
    }

    [Fact]
    public void A_product_stands_beside_the_ceiling_and_the_ceiling_beside_the_clock()
    {
        var call = CommandLineCall.Run("bench", "gemm", "--widths", "40");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        var lines = call.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line =>
        {
            line.AssertKeys("m", "n", "k", "gflops", "ceilingGflops", "fraction", "clockHz", "theoreticalCeilingGflops", "pipes");
            Assert.InRange(line.Number("clockHz"), 1e8, 1e10);
            // Both are known or neither; the number of pipes that explains a ceiling is the machine's, and how well it does a timing.
            Assert.Equal(line.IsNull("pipes"), line.IsNull("theoreticalCeilingGflops"));
        });
    }

    [Fact]
    public void An_absent_list_device_or_batch_is_refused()
    {
        Bench(folder.PathOf("none.tsv")).AssertRefused(ExitCode.BadInput, "none.tsv");
        var list = folder.Write("one.tsv", "a\t4\t1\t5,5,1\t61\n");
        Bench(list, "--device", "cuda:7").AssertRefused(ExitCode.Unavailable, "cuda:7");
        Bench(list, "--batch", "0").AssertRefused(ExitCode.BadInput, "--batch");
    }

    [Fact]
    public void With_a_meter_each_line_has_the_energy_of_a_step()
    {
        var call = Bench(folder.Write("two.tsv", "a\t4\t1\t5,5,1\t61\nb\t2\t3\t4,3\t27\n"), "--meter", "estimate:tdp=100,idle=20");
        var lines = call.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal((0, "", 2), (call.ExitCode, call.Error, lines.Length));
        Assert.All(lines, line =>
        {
            var seconds = line.At("energy").Number("windowSeconds") / line.At("energy").Number("repeats");
            // The estimate lies between its idle power and that of all processors, and at that end where both are busy, but for rounding.
            Assert.InRange(Math.Round(line.Number("joules") / seconds, 9), 20, 100);
            Assert.Equal("estimate", line.Text("energyKind"));
        });
    }

    [Theory]
    [InlineData("--temperature", "35-50")]
    [InlineData("--meter", "powercap:nowhere")]
    public void How_to_meter_without_a_meter_and_an_unknown_meter_are_refused(params string[] option) =>
        Bench(folder.Write("one.tsv", "a\t4\t1\t5,5,1\t61\n"), option).AssertRefused(ExitCode.BadInput, "meter");

    private static CommandLineCall Bench(string list, params string[] options) => CommandLineCall.Run(["bench", "step", "--networks", list, .. options]);
}
