using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WhatIf;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.WhatIf;

/// <summary>What the page of a study computes is what the step model predicts, for any capacities and costs.</summary>
public sealed class MemoryDemandTests
{
    public static TheoryData<string[]> Changes => new([
        [],
        ["L1.capacityBytes=x4"],
        ["L2.capacityBytes=256KiB", "L3.capacityBytes=x8"],
        ["RAM.readBytesPerSecond=x4", "RAM.copySecondsPerByte=x0.5"],
        ["L3.writeSecondsPerByte=x3", "L2.capacityBytes=x3"],
    ]);

    [Theory]
    [MemberData(nameof(Changes))]
    public void An_epoch_taken_apart_and_put_together_is_what_the_step_model_predicts(string[] changes)
    {
        TrainingSetup[] setups =
        [
            .. new[] { Schedule.Fused, Schedule.Textbook }.SelectMany(schedule => new long[] { 1 << 6, 1 << 12, 1 << 18, 1 << 22 }.Select(size =>
                new TrainingSetup(NetworkSolver.Solve(Shape.Trapezoid, 36, 6, 4, size), 36, 256, 6435, Schedule: schedule))),
        ];
        var demands = MemoryDemand.Of(SampleMachine.Profile, SimdPath.V256, TrainerTuning.Default, setups);
        var changed = HardwareOverride.Apply(SampleMachine.Profile, changes);
        var model = new ProfileStepModel(changed, SimdPath.V256, TrainerTuning.Default);
        for (var i = 0; i < setups.Length; i++)
        {
            var expected = model.Predict(setups[i], 1);
            Assert.Equal(expected, demands[i].Seconds(MemoryHierarchy.Of(changed), CostsOf(changed)), 1e-9 * expected);
        }
    }

    private static double[][] CostsOf(HardwareProfile profile) =>
    [
        .. MemoryDemand.KindsOf(profile).Select(kind => profile.Traversals.Single(traversal => traversal.Kind == kind).Levels
            .Select(level => level.ServedSecondsPerByte!.Value).ToArray()),
    ];
}
