using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;

namespace ButterE.Probe.Tests.Compute;

public sealed class BlockingBenchmarkTests
{
    [Theory]
    [InlineData(LayerProduct.Forward)]
    [InlineData(LayerProduct.BackwardData)]
    public void Every_candidate_gets_a_time_in_its_place(LayerProduct product)
    {
        GemmBlocking[] candidates = [new(64, 1024), new(32, 2048), new(1, 1)];
        using var benchmark = new BlockingBenchmark(SimdSelection.Choose(), product, steps: 70, rows: 40);
        var times = benchmark.Measure(candidates, seconds: 0);
        Assert.Equal(candidates, times.Select(time => time.Blocking));
        Assert.All(times, time => Assert.True(time.Seconds > 0));
    }

    [Fact]
    public void The_gradient_has_no_blocks_to_choose() =>
        Assert.Throws<ArgumentException>(() => new BlockingBenchmark(SimdSelection.Choose(), LayerProduct.ParameterGradient, steps: 8, rows: 8));
}
