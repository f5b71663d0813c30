using ButterE.Kernels.Memory;
using ButterE.Probe.Counters;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Counters;

public sealed class MissCounterTests
{
    [Fact]
    public void There_are_counts_or_a_reason()
    {
        var random = new SplitMix64(1);
        var misses = MissCounter.Measure([4096, 65536], HugePages.Off, ref random, default);
        Assert.Equal(misses.Reason is null, misses.Points.Count == 2);
    }

    [Theory]
    [InlineData(13, "perf_event_paranoid")]
    [InlineData(1, "perf_event_paranoid")]
    [InlineData(2, "hypervisor")]
    public void The_reason_says_what_would_help(int error, string fragment) =>
        Assert.Contains(fragment, MissCounter.ReasonOf(error), StringComparison.Ordinal);
}
