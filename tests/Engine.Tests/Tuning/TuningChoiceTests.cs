using ButterE.Engine.Tuning;
using ButterE.Kernels.Gemm;
using ButterE.Probe.Compute;

namespace ButterE.Engine.Tests.Tuning;

/// <summary>What is chosen from given times; nothing is measured here.</summary>
public sealed class TuningChoiceTests
{
    [Fact]
    public void The_analytic_blocks_are_the_first_candidate_then_comes_the_other_order_and_none_comes_twice()
    {
        GemmBlocking parameters = new(128, 4096), batch = new(64, 4096, 4096);
        foreach (var (analytic, other) in new[] { (parameters, batch), (batch, parameters) })
        {
            var candidates = BlockingChoice.Around(analytic, other);
            Assert.Equal([analytic, other], candidates.Take(2));
            Assert.Equal(candidates.Count, candidates.Distinct().Count());
            Assert.All(candidates.Skip(2), candidate => Assert.Equal(analytic.PanelFloats > 0, candidate.PanelFloats > 0));
        }

        Assert.All(BlockingChoice.Around(new(1, 1), new(1, 1, 1)), blocking => Assert.True(blocking is { Steps: >= 1, RowFloats: >= 1 }));
        Assert.All(BlockingChoice.Around(new(1, 1, 1), new(1, 1)).Skip(2), blocking => Assert.True(blocking is { Steps: >= 1, PanelFloats: >= 1 }));
    }

    [Theory]
    [InlineData("the analytic blocks where nothing is clearly faster", 0, 1.05, 1.01, null)]
    [InlineData("the first that is clearly faster, if it is again", 1, 1.10, 1.01, 1.08)]
    [InlineData("the analytic blocks where the second measurement does not confirm it", 0, 1.10, 1.01, 1.04)]
    public void Other_blocks_must_be_clearly_faster_than_the_analytic_ones_twice(string what, int chosen, double analytic, double other, double? again)
    {
        GemmBlocking[] candidates = [new(1, 1), new(2, 2), new(3, 3)];
        var measurements = new Queue<double[]>([[analytic, other, 1], [(again ?? double.NaN) * other, other]]);
        var choice = BlockingChoice.Of(3072, 256, candidates, blocks => [.. blocks.Zip(measurements.Dequeue(), (b, seconds) => new BlockingTime(b, seconds))]);
        Assert.True(candidates[chosen] == choice.Chosen, what);
        Assert.Equal([analytic, other, 1], choice.Candidates.Select(time => time.Seconds));
        Assert.Equal(again is null, choice.Confirmation is null);
    }

    [Theory]
    [InlineData("the usual size where noise would decide", "0.6 0.8 1.18 1.2 1.3 1.5", 32768L)]
    [InlineData("the usual size where one network was disturbed", "0.6 0.7 1.0 1.2 0.9 1.5", 32768L)]
    [InlineData("a smaller size that is clearly better", "0.6 1.2 1.4 1.6 1.8 1.9", 8192L)]
    [InlineData("the smallest that was measured", "1.5 1.7 1.8 1.9 1.9 1.9", 4096L)]
    [InlineData("a larger size that is clearly better", "0.3 0.4 0.5 0.6 0.7 1.5", 131072L)]
    [InlineData("beyond all that gained nothing", "0.5 0.6 0.6 0.7 0.8 0.9", 262144L)]
    [InlineData("none where other work held the cores", "0.05 0.1 0.2 0.3 0.4 1.7", null)]
    public void Networks_are_shared_from_the_size_of_their_layers_from_which_it_pays(string what, string gains, long? smallest)
    {
        var times = gains.Split(' ').Select((gain, i) => new SharedStepTime(2 * ((4096L << i) + 100), 2, double.Parse(gain, System.Globalization.CultureInfo.InvariantCulture), 1)).ToArray();
        var found = ThreadBreakEven.Of(2, times, usual: 32768, coreShare: 0.97);
        Assert.True(found.SmallestSharedLayer == smallest, $"{what}: {found.SmallestSharedLayer}");
        Assert.Equal(smallest is null, found.Reason is not null);
    }

    [Fact]
    public void A_team_that_did_not_have_its_cores_decides_nothing()
    {
        SharedStepTime[] times = [new(4196, 1, 1, 1.2), new(131336, 1, 1, 0.6)];
        Assert.NotNull(ThreadBreakEven.Of(2, times, usual: 32768, coreShare: 0.77).SmallestSharedLayer);
        var disturbed = ThreadBreakEven.Of(2, times, usual: 32768, coreShare: 0.6);
        Assert.Equal((null, true), (disturbed.SmallestSharedLayer, disturbed.Reason!.Contains("other work", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_core_has_no_break_even_and_says_so() =>
        Assert.Equal((null, true), (ThreadBreakEven.OfOneCore.SmallestSharedLayer, ThreadBreakEven.OfOneCore.Reason!.Contains("one core", StringComparison.Ordinal)));
}
