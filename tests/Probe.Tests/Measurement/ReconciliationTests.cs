using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;

namespace ButterE.Probe.Tests.Measurement;

public sealed class ReconciliationTests
{
    private const double MiB = 1 << 20;

    private static readonly DeclaredCache[] Declared =
        [new("sysfs", 1, 32 << 10, 1, "low"), new("sysfs", 2, 1 << 20, 1, "low"), new("sysfs", 3, 32 << 20, 2, "low")];

    [Fact]
    public void A_level_that_was_not_resolved_does_not_rename_those_above_it()
    {
        Assert.Equal([1, 3], LevelAssignment.Of([Level(33e3), Level(28 * MiB)], Declared));
        Assert.Equal([1, 2], LevelAssignment.Of([Level(33e3), Level(1.1 * MiB)], Declared));
        Assert.Equal([1, 2, 3], LevelAssignment.Of([Level(33e3), Level(MiB), Level(8 * MiB)], Declared));
        Assert.Equal([1, 2], LevelAssignment.Of([Level(33e3), Level(MiB)], []));
        Assert.Empty(LevelAssignment.Of([], Declared));
    }

    [Fact]
    public void The_verdict_tells_agreement_from_each_kind_of_disagreement()
    {
        Assert.Equal("agrees", LevelVerdict.Of(Level(1.05 * MiB), Declared[1], isLast: false));
        Assert.Equal("agrees", LevelVerdict.Of(Level(45 * MiB) with { ImpliedExclusiveBytes = 33 * MiB }, Declared[2], isLast: true));
        Assert.Equal("declaredTooLarge", LevelVerdict.Of(Level(0.3 * MiB), Declared[1], isLast: false));
        Assert.Equal("declaredTooLarge", LevelVerdict.Of(Level(32 * MiB), new DeclaredCache("cpuidLegacy", 3, 508 << 20, null, "low"), isLast: true));
        Assert.Equal("sharedOrPartitioned", LevelVerdict.Of(Level(8 * MiB), Declared[2], isLast: true));
        Assert.Equal("unresolved", LevelVerdict.Of(Level(MiB) with { Support = 0.5, Recurrence = 0.6 }, Declared[1], isLast: false));
        Assert.Null(LevelVerdict.Of(Level(MiB), null, isLast: false));
    }

    [Fact]
    public void A_declared_level_that_the_curve_does_not_show_is_kept_as_unresolved()
    {
        var levels = LevelReconciliation.Caches([Level(33e3), Level(28 * MiB)], [1, 3], Declared, units: 2);
        Assert.Equal(["measured", "reported", "measured"], levels.Select(level => level.Source));
        Assert.Equal("unresolved", levels[1].Verdict);
        Assert.Null(levels[1].LatencyNs);
        Assert.Equal([2, 2, 1], levels.Select(level => level.Instances!.Value));
    }

    [Fact]
    public void Where_nobody_declares_who_shares_a_level_the_usual_is_assumed_and_labelled()
    {
        DeclaredCache[] silent = [new("cpuidLegacy", 1, 48 << 10, null, "low")];
        var levels = LevelReconciliation.Caches([Level(48e3), Level(MiB), Level(20 * MiB)], [1, 2, 3], silent, units: 2);
        Assert.Equal([(2, 1), (2, 1), (1, 2)], levels.Select(level => (level.Instances!.Value, level.SharedBy!.Value)));
        Assert.All(levels, level => Assert.Equal("assumed", level.SharedBySource));
        Assert.All(LevelReconciliation.Caches([Level(33e3)], [1], Declared, units: 2), level => Assert.Equal("reported", level.SharedBySource));
    }

    [Fact]
    public void An_unresolved_capacity_falls_back_to_the_declared_one()
    {
        var level = LevelReconciliation.Caches([Level(20e3) with { Support = 0.5, Recurrence = 0.5 }], [1], Declared[..1], units: 2).Single();
        Assert.Equal(("reported", 32768.0, (double?)null, "unresolved"), (level.Source, level.CapacityBytes, level.CapacityLow, level.Verdict));
    }

    [Fact]
    public void Sizes_of_a_sweep_are_ascending_granules_up_to_the_end()
    {
        var sizes = new SweepPlan(256 << 20, 1, 1, 1).Sizes(8);
        Assert.Equal((4096, 256L << 20), (sizes[0], sizes[^1]));
        Assert.True(sizes.Zip(sizes.Skip(1)).All(pair => pair.First < pair.Second && pair.Second % 1024 == 0));
    }

    private static DetectedLevel Level(double bytes) => new()
    {
        CapacityBytes = bytes,
        CapacityLow = bytes * 0.97,
        CapacityHigh = bytes * 1.03,
        LatencyNs = 1,
        Support = 1,
        Recurrence = 1,
        KneeBytes = bytes,
        EndBytes = bytes * 1.2,
    };
}
