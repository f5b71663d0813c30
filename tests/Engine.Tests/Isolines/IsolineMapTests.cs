using ButterE.Engine.Isolines;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Isolines;

public sealed class IsolineMapTests
{
    // The middle network needs few epochs that are cheap; the small one many, the large one dear ones.
    private static readonly LossCurve[] Curves =
    [
        SampleCurves.Of(1 << 10, 1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3),
        SampleCurves.Of(1 << 15, 2, 1, 0.6, 0.3, 0.2),
        SampleCurves.Of(1 << 21, 50, 0.9, 0.3, 0.1),
    ];

    [Fact]
    public void Levels_lie_between_the_losses_of_all_networks_and_a_network_takes_part_within_its_own()
    {
        var family = Assert.Single(IsolineMap.Of(Curves));
        Assert.All(family.Isolines, isoline => Assert.InRange(isoline.Loss, 0.1 * (1 - 1e-9), 1));
        Assert.Equal([3, 3], family.Isolines.Where(isoline => isoline.Loss is > 0.3001 and < 0.32).Select(isoline => isoline.Points.Count).Take(2));
        // Only two networks fall below 0.3.
        Assert.Equal([1L << 15, 1L << 21], family.Isolines.First(isoline => isoline.Loss > 0.25).Points.Select(point => point.Size));
    }

    [Fact]
    public void The_cheapest_network_and_the_one_of_fewest_operations_differ()
    {
        var isoline = Assert.Single(IsolineMap.Of(Curves)).Isolines.First(isoline => isoline.Loss > 0.35);
        Assert.Equal((1 << 15, 1 << 10), (isoline.Cheapest!.Size, isoline.FewestFlops.Size));
        Assert.True(isoline.IsInside(isoline.Cheapest));
        Assert.False(isoline.IsInside(isoline.FewestFlops));
    }

    [Fact]
    public void A_cost_that_one_network_lacks_leaves_no_cheapest_one()
    {
        var isoline = Assert.Single(IsolineMap.Of([Curves[0], Curves[1] with { Spent = null }, Curves[2]])).Isolines.First(line => line.Points.Count == 3);
        Assert.Null(isoline.Cheapest);
        Assert.NotNull(isoline.FewestFlops);
    }

    [Fact]
    public void The_representative_isoline_is_the_highest_whose_epochs_fall_from_the_smallest_network_to_the_largest()
    {
        var family = Assert.Single(IsolineMap.Of(Curves));
        var chosen = family.Representative()!;
        Assert.Equal(3, chosen.Points.Count);
        Assert.All(
            family.Isolines.Where(isoline => isoline.Level > chosen.Level && isoline.Points.Count == 3),
            isoline => Assert.False(isoline.Points[^1].Epochs < isoline.Points[1].Epochs && isoline.Points[0].Epochs > isoline.Points[1].Epochs));
    }

    [Fact]
    public void A_minimum_is_counted_in_the_octave_of_its_working_set_and_against_every_cache()
    {
        var isolines = Assert.Single(IsolineMap.Of(Curves)).Isolines.Where(isoline => isoline.Points.Count == 3).ToArray();
        var histogram = SpillHistogram.Of("cpu", isolines, HardwarePresets.FindOrRead("eagle-cpu"), new NotebookPlacement());
        Assert.Equal(isolines.Length, histogram.Minima);
        Assert.Equal(3 * isolines.Length, histogram.SizesSeen);
        var bytes = histogram.Histograms.Single(counts => counts is { WorkingSet: "f", Level: null });
        Assert.Equal(isolines.Length, bytes.Counts.Sum());
        // 32,676 parameters of 4 bytes, which skip L1 and lie in L2.
        var occupied = isolines.Count(isoline => isoline.Cheapest!.Size == 1 << 15);
        Assert.Equal(occupied, bytes.Counts[17 - bytes.FirstOctave]);
        Assert.Equal(["L1", "L2", "L3"], histogram.Histograms.Where(counts => counts is { WorkingSet: "b", Level: not null }).Select(counts => counts.Level));
    }
}
