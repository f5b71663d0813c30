using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Study;
using ButterE.Engine.Tests.WhatIf;

namespace ButterE.Engine.Tests.Study;

public sealed class StudyPlanTests
{
    private static readonly Dataset Satellite =
        DatasetSource.Load(DatasetRegistry.Find("294_satellite_image"), null, null, EncodingRule.Paper, seed: 0);

    [Fact]
    public void A_full_study_trains_six_shapes_and_depths_from_small_sizes_to_2_to_the_22()
    {
        var families = Plan(StudyScope.Full).GroupBy(run => (run.Shape, run.Network.Depth)).ToArray();
        var whole = families.Where(family => family.Max(run => run.Size) == 1 << 22 && family.Min(run => run.Size) <= 1 << 9 && family.Count() >= 12).ToArray();
        Assert.True(whole.Length >= 6, $"{whole.Length} families");
        Assert.Contains((Shape.Rectangle, 2), whole.Select(family => family.Key));
    }

    [Fact]
    public void Every_network_of_a_full_study_trains_for_enough_epochs_that_isolines_can_cross() =>
        Assert.All(Plan(StudyScope.Full), run => Assert.InRange(run.Epochs, StudyPlan.FewestEpochsOfFull, 3000));

    [Fact]
    public void A_full_study_takes_an_hour_or_less_at_a_hundred_gigaflops_a_core() =>
        Assert.InRange(Plan(StudyScope.Full).Sum(run => run.EstimatedSeconds), 600, 5400);

    [Fact]
    public void The_same_scope_and_profile_plan_the_same_runs_in_the_same_order() => Assert.Equal(
        Plan(StudyScope.Full).Select(run => (run.Shape, run.Size, run.Epochs)), Plan(StudyScope.Full).Select(run => (run.Shape, run.Size, run.Epochs)));

    private static IReadOnlyList<PlannedRun> Plan(StudyScope scope) => StudyPlan.Of(scope, Satellite, SampleMachine.Profile, 256);
}
