using ButterE.Engine.Networks;

namespace ButterE.Engine.Tests.Networks;

public sealed class TrainingFlopsTests
{
    [Fact]
    public void The_notebooks_check_vector_is_reproduced()
    {
        var flops = TrainingFlops.Count(new Network(26, [3, 11]), rawFeatures: 48, batch: 256, rows: 15_000);
        Assert.Equal(48_896, flops.Forward);
        Assert.Equal(93_053, flops.Backward);
        Assert.Equal(7_258_355, flops.PerEpoch);
        Assert.Equal(603.2542387, flops.PerDatum!.Value, 7);
    }

    [Fact]
    public void Without_rows_nothing_is_said_per_epoch()
    {
        var flops = TrainingFlops.Count(new Network(4, [3, 1]), 4, 256, null);
        Assert.Null(flops.PerEpoch);
        Assert.Null(flops.PerDatum);
    }
}
