using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Tests.Isolines;
using ButterE.Engine.Tests.WhatIf;
using ButterE.Engine.Training;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Recommendation;

public sealed class RecommenderTests
{
    private const string Data = "294_satellite_image";

    private static readonly NetworkFamily Family = NetworkFamily.Of(Data, Shape.Rectangle, SampleCurves.Of(1 << 10, 1, 1).Setup);

    private static readonly EpochCost Predicted =
        EpochCost.Of(new ProfileStepModel(SampleMachine.Profile, SimdPath.V256, TrainerTuning.Default), "the profile");

    private static readonly LossCurve[] Curves = [.. Enumerable.Range(8, 11).Select(power => Curve(power, 1))];

    [Fact]
    public void With_runs_the_size_of_least_measured_cost_is_recommended_and_its_interval_holds_it()
    {
        var found = Recommender.Of(
            Family, new RecommendationEvidence { Curves = Curves, Predicted = Predicted, Hardware = SampleMachine.Profile, Loss = 0.1 });
        Assert.Equal((1 << 14, EvidenceKind.MeasuredCostToLoss), (found.Size, found.Kind));
        Assert.InRange(found.Parameters, found.Interval!.Low, found.Interval.High);
        Assert.Contains("0.1", found.Reason, StringComparison.Ordinal);
        Assert.NotNull(found.PredictedSize);
        Assert.Equal(11, found.Candidates.Count(candidate => candidate.CostToLoss is not null));
    }

    [Fact]
    public void The_interval_widens_with_the_scatter_of_the_runs()
    {
        var quiet = LeastCost.Of(Curves, 0.1, curve => curve.CostAt(0.1))!;
        var noisy = LeastCost.Of(
            Enumerable.Range(8, 11).Select(power => Curve(power, power % 2 == 0 ? 1.5 : 1 / 1.5)), 0.1, curve => curve.CostAt(0.1))!;
        var (narrow, wide) = (quiet.Interval!, noisy.Interval!);
        Assert.True(wide.High / wide.Low > 2 * narrow.High / narrow.Low, $"{narrow.Low}–{narrow.High}, {wide.Low}–{wide.High}");
        Assert.True(noisy.Noise > quiet.Noise);
    }

    [Fact]
    public void Of_a_size_that_was_trained_in_several_ways_the_cheapest_counts_once()
    {
        LossCurve[] dearer = [.. Curves.Concat(Curves.Select(curve => curve with { Spent = [.. curve.Spent!.Select(cost => 3 * cost)] })).Reverse()];
        var (once, thrice) = (LeastCost.Of(Curves, 0.1, curve => curve.CostAt(0.1))!, LeastCost.Of(dearer, 0.1, curve => curve.CostAt(0.1))!);
        Assert.Equal((once.Points.Count, once.Noise, once.Interval), (thrice.Points.Count, thrice.Noise, thrice.Interval));
        var found = Recommender.Of(Family, new RecommendationEvidence { Curves = dearer, Loss = 0.1 });
        Assert.Contains(" of 11 sizes with losses, of which 11 reach the loss", found.Evidence[0], StringComparison.Ordinal);
        Assert.Equal(once.Best.Cost, found.Candidates.Single(candidate => candidate.Size == 1 << 14).CostToLoss);
    }

    [Fact]
    public void A_loss_without_runs_says_what_it_needs() => Assert.Contains(
        "--loss 0.1: needs runs of rectangle",
        Assert.Throws<InsufficientDataException>(() => Recommender.Of(Family, new RecommendationEvidence { Predicted = Predicted, Loss = 0.1 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_cheapest_network_at_the_end_of_the_sizes_is_called_so()
    {
        Assert.True(LeastCost.Of(Curves[..6], 0.1, curve => curve.CostAt(0.1))!.IsAtAnEnd);
        Assert.False(LeastCost.Of(Curves, 0.1, curve => curve.CostAt(0.1))!.IsAtAnEnd);
    }

    [Fact]
    public void Runs_without_a_measured_cost_give_epochs_to_a_predicted_one()
    {
        LossCurve[] curves = [.. Curves.Select(curve => curve with { Spent = null })];
        var found = Recommender.Of(Family, new RecommendationEvidence { Curves = curves, Predicted = Predicted });
        Assert.Equal(EvidenceKind.MeasuredEpochs, found.Kind);
        Assert.All(found.Candidates, candidate => Assert.Null(candidate.CostToLoss));
    }

    [Fact]
    public void Runs_of_another_depth_give_epochs_by_equation_10()
    {
        var deeper = NetworkFamily.Of(Data, Shape.Rectangle, Family.Like with { Network = NetworkSolver.Solve(Shape.Rectangle, 36, 6, 5, 1 << 10) });
        var found = Recommender.Of(deeper, new RecommendationEvidence { Curves = Curves, Predicted = Predicted });
        Assert.Equal(EvidenceKind.FittedEpochs, found.Kind);
        Assert.True(found.Efficiency!.Slope > 0);
    }

    [Fact]
    public void Without_runs_a_key_working_set_just_fills_a_level()
    {
        var found = Recommender.Of(Family, new RecommendationEvidence { Predicted = Predicted, Hardware = SampleMachine.Profile });
        Assert.Equal(EvidenceKind.Capacities, found.Kind);
        Assert.Contains(found.Boundaries, spill => spill.WorkingSet is "b" or "f" && Math.Abs(spill.Parameters / found.Parameters - 1) < 0.2);
        Assert.Contains(found.Evidence, line => line.Contains("no losses at hand", StringComparison.Ordinal));
        Assert.Contains(found.Candidates, candidate => candidate.IsCheap == true);
        Assert.True(found.CheapRegion!.FromParameters <= found.CheapRegion.ToParameters);
    }

    [Fact]
    public void Capacities_without_a_cost_are_no_evidence() => Assert.Throws<InsufficientDataException>(
        () => Recommender.Of(Family, new RecommendationEvidence { Hardware = HardwarePresets.FindOrRead("eagle-cpu") }));

    [Fact]
    public void A_loss_that_too_few_sizes_reach_is_refused_with_the_losses_that_were_reached()
    {
        var refusal = Assert.Throws<InsufficientDataException>(
            () => Recommender.Of(Family, new RecommendationEvidence { Curves = Curves, Predicted = Predicted, Loss = 0.001 }));
        Assert.Contains("0.001", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("lowest losses reached are 0.05", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Families_are_compared_at_a_loss_that_they_reach_and_each_on_its_own()
    {
        LossCurve[] two = [.. Curves, .. Curves.Select(curve => curve with { Shape = "trapezoid", Spent = [.. curve.Spent!.Select(cost => 2 * cost)] })];
        var found = FamilyComparison.Of(
            Data, new RecommendationEvidence { Curves = two, Predicted = Predicted, Hardware = SampleMachine.Profile }, Predicted);
        Assert.Equal("rectangle", found.Candidates[0].Shape);
        Assert.Equal(["rectangle", "trapezoid"], found.Families!.Select(family => family.Shape));
        Assert.All(found.Families!, family => Assert.NotNull(family.RatioToSpill));
        Assert.Equal(found.Families![0].ByModel, found.Families[0].ByProfile);
    }

    // The loss falls to 0.05 within 2^(11 - power / 2) epochs and stays there. An epoch costs the same up to 2^14 parameters and then in proportion to
    // them: a loss is cheapest at 2^14.
    private static LossCurve Curve(int power, double factor)
    {
        var reached = (int)Math.Round(Math.Pow(2, 11 - power / 2.0));
        var cost = factor * Math.Max(1, Math.Pow(2, power - 14));
        return SampleCurves.Of(
            1L << power, cost, [.. Enumerable.Range(1, 2 * reached).Select(epoch => 0.05 * Math.Max(1.0, Math.Pow((double)reached / epoch, 2)))]);
    }
}
