using ButterE.Engine.Model;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Runs;
using ButterE.Engine.Tests.Runs;

namespace ButterE.Engine.Tests.Recommendation;

public sealed class CostToLossTests
{
    // Epochs of 0.5 s and 0.25 s; the loss of the second is reached after both.
    private static readonly RunRecord Run = SampleRuns.Record with { Joules = 90 };

    [Fact]
    public void Epochs_that_the_meter_resolved_cost_what_it_read() =>
        Assert.Equal(50, CostToLoss.Of(Run with { EpochJoules = [20, 30] }, 1.75, CostTarget.Energy)!.Value, 1e-9);

    [Fact]
    public void Epochs_that_it_did_not_resolve_cost_their_share_of_the_run_by_time()
    {
        Assert.Equal(60, CostToLoss.Of(Run with { EpochJoules = [null, 30] }, 2.25, CostTarget.Energy)!.Value, 1e-9);
        Assert.Equal(90, CostToLoss.Of(Run with { EpochJoules = [null, null] }, 1.75, CostTarget.Energy)!.Value, 1e-9);
    }

    [Fact]
    public void Without_an_energy_there_is_no_cost() => Assert.Null(CostToLoss.Of(SampleRuns.Record, 1.75, CostTarget.Energy));
}
