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

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("bytes,seconds\n1,2\n", "line 1: the column ns is missing")]
    [InlineData("bytes,ns\n4096,1\n8192,fast\n", "line 3: ns is 'fast'")]
    [InlineData("bytes,ns\n4096,1\n-1,1\n", "line 3: bytes is '-1'")]
    [InlineData("bytes,ns\n4096,0\n", "line 2: ns is '0'")]
    [InlineData("bytes,ns\n4096,NaN\n", "line 2: ns is 'NaN'")]
    [InlineData("bytes,ns\n4096\n", "line 2: ns is missing")]
    [InlineData("bytes,ns,round\n4096,1,x\n", "line 2: round is 'x'")]
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
