using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WhatIf;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.WhatIf;

public sealed class ChangedMachineTests
{
    private static readonly HardwareProfile Machine = SampleMachine.Profile;

    [Fact]
    public void A_larger_cache_helps_the_networks_that_it_newly_holds_and_no_other()
    {
        var changed = HardwareOverride.Apply(Machine, ["L3.capacityBytes=256MiB"]);
        Assert.Equal(1, Compare(1 << 10, changed).Ratio, 1e-12);
        Assert.True(Compare(1 << 22, changed).Ratio < 0.95);
    }

    [Fact]
    public void Twice_the_bandwidth_halves_the_costs_that_go_with_it()
    {
        var changed = HardwareOverride.Apply(Machine, ["RAM.readBytesPerSecond=x2"]);
        var (before, after) = (Cost(Machine, "read"), Cost(changed, "read"));
        Assert.Equal((before.ServedSecondsPerByte / 2, before.Seconds!.M / 2), (after.ServedSecondsPerByte, after.Seconds!.M));
        Assert.Equal(Cost(Machine, "write"), Cost(changed, "write"));

        static AffineCost Cost(HardwareProfile profile, string kind) =>
            profile.Traversals.Single(traversal => traversal.Kind == kind).Levels.Single(level => level.Level == "RAM");
    }

    [Fact]
    public void A_cost_per_byte_and_its_bandwidth_are_one_thing() => Assert.Equal(
        HardwareOverride.Apply(Machine, ["L2.readBytesPerSecond=160e9"]).Traversals[0].Levels[1].ServedSecondsPerByte!.Value,
        HardwareOverride.Apply(Machine, ["L2.readSecondsPerByte=x0.5"]).Traversals[0].Levels[1].ServedSecondsPerByte!.Value, 1e-20);

    [Fact]
    public void More_cores_bring_their_own_caches_and_arithmetic_and_share_the_rest()
    {
        var changed = HardwareOverride.Apply(Machine, ["units=8"]);
        Assert.Equal([8, 8, 1, 1], changed.Levels.Select(level => level.Instances));
        Assert.Equal((8, 760e9, 100e9), (changed.Units, changed.Compute!.PeakFlopsPerSecondAll, changed.Compute.PeakFlopsPerSecond));
        Assert.True(Compare(1 << 22, changed).Ratio < 0.4);
    }

    [Fact]
    public void Twice_the_arithmetic_helps_no_more_than_twice()
    {
        var ratio = Compare(1 << 20, HardwareOverride.Apply(Machine, ["compute.peakFlopsPerSecond=x2"])).Ratio;
        Assert.InRange(ratio, 0.5, 0.9);
    }

    [Fact]
    public void One_more_cache_costs_between_its_neighbours_and_helps_what_it_holds()
    {
        var changed = AddedLevel.Insert(Machine, "L4=128MiB");
        Assert.Equal(["L1", "L2", "L3", "L4", "RAM"], changed.Levels.Select(level => level.Name));
        Assert.Equal(["L1", "L2", "L3", "L4", "RAM"], changed.Traversals[0].Levels.Select(level => level.Level));
        Assert.Equal(Math.Sqrt(1 / 30e9 / 10e9), changed.Traversals[0].Levels[3].ServedSecondsPerByte!.Value, 1e-20);
        Assert.True(Compare(1 << 22, changed).Ratio < 0.99);
    }

    [Theory]
    [InlineData("L2=4MiB")]
    [InlineData("L4")]
    [InlineData("L4=much")]
    [InlineData("L0=1024")]
    [InlineData("L4=16MiB")]
    public void A_level_that_cannot_be_added_is_refused_by_name(string text) =>
        Assert.Contains(text, Assert.Throws<InputException>(() => AddedLevel.Insert(Machine, text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("RAM.capacityBytes=x2")]
    [InlineData("units=1.5")]
    [InlineData("frequency=3")]
    public void A_change_that_means_nothing_here_is_refused_by_name(string assignment) =>
        Assert.Contains(assignment, Assert.Throws<InputException>(() => HardwareOverride.Apply(Machine, [assignment])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_sweep_goes_from_end_to_end_in_equal_ratios()
    {
        var sweep = ParameterSweep.Parse("L2.capacityBytes=1024:16384:5");
        Assert.Equal([1024.0, 2048, 4096, 8192, 16384], sweep.Values);
        Assert.Equal("L2.capacityBytes=2048", sweep.Assignments[1]);
    }

    [Theory]
    [InlineData("L2.capacityBytes")]
    [InlineData("L2.capacityBytes=5:2")]
    [InlineData("L2.capacityBytes=1:2:1")]
    [InlineData("L2.capacityBytes=0:2")]
    public void A_range_that_is_none_is_refused_by_name(string text) =>
        Assert.Contains(text, Assert.Throws<InputException>(() => ParameterSweep.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fitted_model_places_its_sets_anew_and_scales_what_its_profile_holds()
    {
        var model = ProfileModel.Of(Machine, new EnginePlacement());
        var faster = ChangedModel.Of(model, HardwareOverride.Apply(Machine, ["RAM.readBytesPerSecond=x2", "compute.peakFlopsPerSecond=x2"]));
        Assert.Equal((model.Coefficients.Ko / 2, model.Coefficients.M[3] / 2), (faster.Coefficients.Ko, faster.Coefficients.M[3]));
        Assert.Equal(model.Coefficients.M[2], faster.Coefficients.M[2]);
        Assert.Throws<InputException>(() => ChangedModel.Of(model, AddedLevel.Insert(Machine, "L4=128MiB")));
    }

    private static ChangedCost Compare(long size, HardwareProfile changed)
    {
        var setup = new TrainingSetup(NetworkSolver.Solve(Shape.Rectangle, 36, 6, 4, size), 36, 256, 6435);
        return ChangedCost.Of(size, setup, "rectangle", Costs(Machine), Costs(changed));
    }

    private static EpochCost Costs(HardwareProfile profile) =>
        EpochCost.Of(new ProfileStepModel(profile, SimdPath.V256, TrainerTuning.Default), "the profile");
}
