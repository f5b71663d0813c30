using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tests.Tuning;

public sealed class AnalyticTuningTests
{
    [Fact]
    public void The_constants_are_those_of_32_KiB_and_1_MiB()
    {
        var tuning = AnalyticTuning.Of(SimdPath.V512, Caches(32 << 10, 1 << 20));
        Assert.Equal((GemmBlocking.AlongColumns, GemmBlocking.AlongRows), (tuning.Forward, tuning.Backward));
    }

    [Fact]
    public void Blocks_grow_with_the_caches_and_with_narrower_vectors_in_steps()
    {
        Assert.Equal((new GemmBlocking(2048, 65536), new GemmBlocking(192, 65536)), Blocks(SimdPath.V512, 48 << 10, 2 << 20));
        Assert.Equal((new GemmBlocking(2048, 32768), new GemmBlocking(256, 32768)), Blocks(SimdPath.V256, 32 << 10, 1 << 20));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1 << 30, 1)]
    public void What_no_core_has_is_not_believed(long first, long second) =>
        Assert.Equal((GemmBlocking.AlongColumns, GemmBlocking.AlongRows), Blocks(SimdPath.V512, first, second));

    [Fact]
    public void Without_declarations_the_constants_hold()
    {
        var tuning = AnalyticTuning.Of(SimdPath.V256, []);
        Assert.Equal(TrainerTuning.Default, tuning);
        Assert.Equal(TuningSource.Defaults, tuning.Source);
    }

    private static (GemmBlocking Forward, GemmBlocking Backward) Blocks(SimdPath path, long first, long second)
    {
        var tuning = AnalyticTuning.Of(path, Caches(first, second));
        return (tuning.Forward, tuning.Backward);
    }

    private static DeclaredCache[] Caches(long first, long second) => [new("sysfs", 1, first, 1), new("sysfs", 2, second, 1)];
}
