using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;

namespace ButterE.Probe.Tests.Compute;

public sealed class ComputeRatesTests
{
    private static readonly CeilingCheck NoCheck = new(1, null, null);

    [Fact]
    public void The_fraction_is_the_median_of_the_rounds_and_not_the_ratio_of_medians()
    {
        // The clock falls in the second round, a neighbour takes a share of the third.
        var shape = new LayerShape(256, 64, 64);
        var rate = GemmBenchmark.Summarize(shape, LayerProduct.Forward, shape.FlopsPerProduct, [new(100, 90), new(50, 45), new(100, 40)], NoCheck);
        Assert.Equal(0.9, rate.Fraction, 1e-12);
        Assert.Equal((100, 45), (rate.CeilingFlopsPerSecond, rate.FlopsPerSecond));
        Assert.Equal((256, 64, 64), (rate.M, rate.N, rate.K));
        Assert.Null(rate.PaddedFraction);
    }

    [Fact]
    public void Work_on_unused_lanes_counts_beside_the_work_that_was_asked_for()
    {
        var shape = new LayerShape(256, 53, 100);
        var rate = GemmBenchmark.Summarize(shape, LayerProduct.ParameterGradient, 1.25 * shape.FlopsPerProduct, [new(100, 75)], NoCheck);
        Assert.Equal(0.75 * 1.25, rate.PaddedFraction!.Value, 1e-12);
        Assert.Equal(0.75, rate.Fraction, 1e-12);
    }

    [Fact]
    public void A_step_is_two_passes_of_which_each_costs_a_constant_and_its_layers()
    {
        var overheads = OverheadFit.Of([.. Enumerable.Range(1, 16).Select(depth => 2 * (3e-7 + 4e-7 * depth))]);
        Assert.Equal(3e-7, overheads.SecondsPerPass!.Value, 1e-15);
        Assert.Equal(4e-7, overheads.SecondsPerLayer!.Value, 1e-15);
    }

    [Fact]
    public void Cores_that_share_a_product_repeat_their_parts_equally_often()
    {
        // The second core's part takes twice as long; alone it would repeat half as often. Kept: the count of the last turn.
        var counts = new long[2];
        var work = Enumerable.Range(0, 2).Select(core => new RepeatableWork(1, repetitions => counts[core] = Spin(repetitions, core))).ToArray();
        var rounds = AlternatingRates.Measure([null, null], new RepeatableWork(1, repetitions => Spin(repetitions, 0)), work, 3);
        Assert.Equal(counts[0], counts[1]);
        Assert.Equal(3, rounds.Count);
        Assert.All(rounds, round => Assert.True(round.Work > 0 && round.Ceiling > 0));

        static long Spin(long repetitions, int core)
        {
            for (var i = 0L; i < repetitions; i++)
                Thread.SpinWait(100 * (core + 1));
            return repetitions;
        }
    }

    [Theory]
    [InlineData(SimdPath.V512)]
    [InlineData(SimdPath.V256)]
    [InlineData(SimdPath.V128)]
    [InlineData(SimdPath.Scalar)]
    public void The_ceiling_counts_two_operations_per_lane_of_its_twelve_chains(SimdPath path) =>
        Assert.Equal(24 * (path == SimdPath.Scalar ? 1 : 64 >> (SimdPath.V512 - path) >> 2), Arithmetic.Of(path).Ceiling.Flops);

    // 16 lanes at 4 GHz: 128 GFLOP/s a pipe and core.
    [Theory]
    [InlineData(124e9, 1, 128e9)]
    [InlineData(256e9, 2, 256e9)]
    [InlineData(233e9, 2, 256e9)]
    [InlineData(190e9, null, null)]
    [InlineData(512e9, null, null)]
    public void A_ceiling_is_explained_by_one_or_two_pipes_or_by_neither(double ceiling, int? pipes, double? explained) =>
        Assert.Equal(new CeilingCheck(4e9, pipes, explained), CeilingCheck.Of([new(ceiling, 4e9)], 16, 1));

    [Fact]
    public void A_clock_that_wanders_between_the_rounds_does_not_hide_the_pipes() => Assert.Equal(
        new CeilingCheck(2e9, 2, 2 * 2 * 2 * 4e9), CeilingCheck.Of([new(16e9, 2e9), new(32e9, 4e9), new(48e9, 6e9)], lanes: 2, cores: 2));

    [Fact]
    public void Less_than_one_thread_is_refused() =>
        Assert.Contains("threads: 0", Assert.Throws<InputException>(() => new GemmBenchmark(0, LayerBlocking.Default)).Message, StringComparison.Ordinal);
}
