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
    public void Blocks_grow_with_the_cache() => Assert.Equal(
        (new(2 * Forward.Steps, 2 * Forward.RowFloats), new GemmBlocking(2 * Backward.Steps, 2 * Backward.RowFloats)), Blocks(SimdPath.V512, 2 << 20));

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
