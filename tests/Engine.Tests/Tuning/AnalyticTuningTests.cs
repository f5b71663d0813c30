using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Tests.Tuning;

public sealed class AnalyticTuningTests
{
    private static readonly GemmBlocking Forward = GemmBlocking.AlongColumns, Backward = GemmBlocking.AlongRows;

    [Fact]
    public void The_constants_are_those_of_a_second_level_of_1_MiB() => Assert.Equal((Forward, Backward), Blocks(SimdPath.V512, 1 << 20));

    [Fact]
    public void In_a_smaller_cache_blocks_take_the_same_share() => Assert.Equal(
        (new(Forward.Steps / 2, Forward.RowFloats / 2), new GemmBlocking(Backward.Steps / 2, Backward.RowFloats / 2)), Blocks(SimdPath.V512, 512 << 10));

    [Theory]
    [InlineData(1280 << 10, 400, 160 << 10)]
    [InlineData(2 << 20, 640, 256 << 10)]
    [InlineData(16 << 20, 640, 256 << 10)]
    public void In_a_larger_cache_half_up_to_one_MiB_keeps_a_block_of_the_batch(long second, int steps, int floats) => Assert.Equal(
        (new(steps, floats, floats), new GemmBlocking(steps, floats, floats)), Blocks(SimdPath.V512, second));

    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData(2 << 20, true)]
    public void The_other_order_is_at_hand_to_be_timed(long second, bool keepsBatch)
    {
        var (chosen, other) = AnalyticTuning.Orders(SimdPath.V512, [new("sysfs", 2, second, 1)]);
        Assert.Equal((keepsBatch, !keepsBatch), (chosen.AlongColumns.PanelFloats > 0, other.AlongColumns.PanelFloats > 0));
        Assert.Equal((keepsBatch, !keepsBatch), (chosen.AlongRows.PanelFloats > 0, other.AlongRows.PanelFloats > 0));
    }

    [Fact]
    public void Narrower_vectors_take_more_steps_in_the_same_bytes() => Assert.Equal(
        (Forward with { Steps = 2 * Forward.Steps }, Backward with { Steps = 2 * Backward.Steps }), Blocks(SimdPath.V256, 1 << 20));

    [Theory]
    [InlineData(0)]
    [InlineData(64 << 10)]
    [InlineData(1L << 30)]
    public void What_no_core_has_is_not_believed(long second) => Assert.Equal((Forward, Backward), Blocks(SimdPath.V512, second));

    [Fact]
    public void Without_declarations_the_constants_hold()
    {
        var tuning = AnalyticTuning.Of(SimdPath.V512, []);
        Assert.Equal(TrainerTuning.Default, tuning);
        Assert.Equal(TuningSource.Defaults, tuning.Source);
    }

    private static (GemmBlocking Forward, GemmBlocking Backward) Blocks(SimdPath path, long second)
    {
        var tuning = AnalyticTuning.Of(path, [new("sysfs", 1, 32 << 10, 1), new("sysfs", 2, second, 1)]);
        return (tuning.Blocking.AlongColumns, tuning.Blocking.AlongRows);
    }
}
