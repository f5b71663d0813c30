using ButterE.Probe.Levels;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Levels;

public sealed class LatencyTraceTests
{
    [Fact]
    public void Two_columns_are_enough() =>
        Assert.Equal([new Visit(4096, 1.5, 0), new Visit(8192, 2, 0)], Read("bytes,ns\n4096,1.5\n8192,2\n"));

    [Fact]
    public void Columns_may_come_in_any_order_with_rounds() =>
        Assert.Equal([new Visit(4096, 1.5, 3)], Read("round, ns, bytes, note\n3, 1.5, 4096, x\n"));

    [Fact]
    public void The_local_chain_is_preferred_and_the_random_one_used_alone()
    {
        Assert.Equal([new Visit(8192, 2, 0)], Read("bytes,ns,chain\n4096,1,random\n8192,2,local\n"));
        Assert.Equal([new Visit(4096, 1, 0)], Read("bytes,ns,chain\n4096,1,random\n"));
    }

    /// <summary>What spreadsheets, other systems and hand editing make of a trace.</summary>
    [Theory]
    [InlineData("bytes,ns\r\n4096,1.5\r\n8192,2\r\n")]
    [InlineData("\uFEFFbytes,ns\n4096,1.5\n8192,2")]
    [InlineData("Bytes , NS\n4096 , 1.5\n\n8.192e3,2.0\n\n")]
    [InlineData("# recorded by hand\nbytes,ns\n4096,1.5\n# the second octave\n8192,2\n")]
    [InlineData("\"bytes\",\"ns\",\"round\"\n\"4096\",\"1.5\",\"0.0\"\n8192,2,0\n")]
    [InlineData("bytes,ns,chain\n4096,1.5,Local\n8192,2,LOCAL\n")]
    public void Odd_but_legal_traces_are_read(string text) =>
        Assert.Equal([new Visit(4096, 1.5, 0), new Visit(8192, 2, 0)], Read(text));

    /// <summary>Neither the order of the lines nor their ends change what is found, and a line that stands twice is a visit made twice.</summary>
    [Fact]
    public void Order_line_ends_and_duplicates_change_no_level()
    {
        string[] lines = [.. SyntheticCurve.Sizes(1 << 20).Select(size => FormattableString.Invariant($"{size},{(size > 49152 ? 4 : 1)}"))];
        var plain = LevelDetector.Detect(Read("bytes,ns\n" + string.Join('\n', lines))).Levels;
        var shuffled = LevelDetector.Detect(Read("bytes,ns\r\n" + string.Join("\r\n", lines.OrderBy(line => line[^3..]).Concat(lines)))).Levels;
        Assert.Equal(Assert.Single(plain).CapacityBytes, Assert.Single(shuffled).CapacityBytes, plain[0].CapacityBytes * 0.01);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("bytes,seconds\n1,2\n", "line 1: the column ns is missing")]
    [InlineData("bytes,ns\n4096,1\n8192,fast\n", "line 3: ns is 'fast'")]
    [InlineData("bytes,ns\n4096,1\n-1,1\n", "line 3: bytes is '-1'")]
    [InlineData("bytes,ns\n4096,0\n", "line 2: ns is '0'")]
    [InlineData("bytes,ns\n4096,NaN\n", "line 2: ns is 'NaN'")]
    [InlineData("bytes,ns\n4096\n", "line 2: ns is missing")]
    [InlineData("bytes,ns,round\n4096,1,x\n", "line 2: round is 'x'")]
    [InlineData("bytes,ns,round\n4096,1,1.5\n", "line 2: round is '1.5'")]
    [InlineData("bytes,ns,round\n4096,1,\n", "line 2: round is ''")]
    [InlineData("bytes,ns,chain\n4096,1,global\n", "line 2: chain is 'global'")]
    [InlineData("bytes,ns\n4096,\"1\n", "ns is missing")]
    public void A_bad_trace_is_refused_with_file_and_line(string text, string expected)
    {
        var refusal = Assert.Throws<InputException>(() => Read(text));
        Assert.StartsWith("trace.csv: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_missing_file_is_refused() => Assert.Throws<InputException>(() => LatencyTrace.Read("no-such-trace.csv"));

    [Theory]
    [InlineData("bytes,ns\n4096,1\n", ChainOrder.Local)]
    [InlineData("bytes,ns,chain\n4096,1,random\n8192,2,local\n", ChainOrder.Local)]
    [InlineData("bytes,ns,chain\n4096,1,random\n", ChainOrder.Random)]
    public void The_chain_is_known(string text, ChainOrder order) =>
        Assert.Equal(order, LatencyTrace.Read(new StringReader(text), "trace.csv").Order);

    private static IReadOnlyList<Visit> Read(string text) => LatencyTrace.Read(new StringReader(text), "trace.csv").Visits;
}
