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
    [InlineData(1280 << 10, 160 << 10)]
    [InlineData(2 << 20, 256 << 10)]
    [InlineData(16 << 20, 256 << 10)]
    public void In_a_larger_cache_the_block_of_rows_takes_half_up_to_one_MiB(long second, int rowFloats) => Assert.Equal(
        (new(1024, rowFloats), new GemmBlocking(1024, rowFloats)), Blocks(SimdPath.V512, second));

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
