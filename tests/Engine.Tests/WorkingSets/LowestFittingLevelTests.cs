using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;
using CsCheck;

namespace ButterE.Engine.Tests.WorkingSets;

/// <summary>The placements after section 7 of the paper, <c>paper</c> and <c>engine</c>.</summary>
public sealed class LowestFittingLevelTests
{
    private static readonly HardwareProfile Eagle = HardwarePresets.Find("eagle-cpu")!;

    [Fact]
    public void An_inter_layer_set_stays_in_L1_while_its_36th_part_fits_64_KiB()
    {
        // Section 7: "in L1 cache when s_l / 36 cores <= 64 KiB". t1 is 4 x 256 x (4 + w) bytes, so w = 2,300 is the last that fits.
        var memory = MemoryHierarchy.Of(HardwareOverride.Apply(Eagle, ["L1.capacityBytes=65536"]));
        Assert.Equal(1, Place(new Network(4, [2300, 1]), memory).InterLayer[0].Level);
        Assert.Equal(2, Place(new Network(4, [2301, 1]), memory).InterLayer[0].Level);
        Assert.Equal(2, Place(new Network(4, [2300, 1]), MemoryHierarchy.Of(Eagle)).InterLayer[0].Level);
    }

    [Fact]
    public void Capacities_are_not_cumulative()
    {
        // 4 P = 1,054,732 bytes: beyond the 1 MiB of L2 alone, within L1 + L2 together.
        var network = new Network(512, [513, 1]);
        Assert.InRange(4 * network.Parameters, 1_048_577, 1_048_576 + 32_768);
        Assert.Equal(3, Place(network, MemoryHierarchy.Of(Eagle)).Forward.Level);
    }

    [Fact]
    public void Levels_are_ordered_as_the_paper_orders_them() =>
        Gen.Select(Gen.Int[1, 800], Gen.Int[1, 3000].Array[1, 6], Gen.Int[1, 200_000]).Sample((inputs, widths, rows) =>
        {
            var setup = new TrainingSetup(new Network(inputs, widths), inputs, 256, rows);
            foreach (var placement in new IPlacement[] { new PaperPlacement(), new EnginePlacement() })
            {
                var sets = placement.Place(setup, MemoryHierarchy.Of(Eagle), DataCharge.Batch);
                Assert.True(sets.InterLayer.Max(t => t.Level) <= sets.Forward.Level);
                Assert.True(sets.Forward.Level <= sets.Backward.Level);
                Assert.Equal(sets.Backward.Level, sets.Test.Level);
                Assert.True(sets.Backward.Level <= sets.Data!.Level);
            }
        });

    [Fact]
    public void The_fused_schedule_has_no_gradient_matrix()
    {
        var setup = new TrainingSetup(new Network(10, [100, 3]), 10, 64, 1000);
        double Backward(Schedule schedule) => WorkingSetSizes.OfEngine(setup with { Schedule = schedule }).Backward.Bytes;
        Assert.Equal(4 * setup.Network.Parameters, Backward(Schedule.Textbook) - Backward(Schedule.Fused));
    }

    [Fact]
    public void Without_rows_the_data_set_is_left_open() =>
        Assert.Null(Place(new Network(4, [3, 1]), MemoryHierarchy.Of(Eagle), rows: null).Data);

    [Fact]
    public void The_data_set_is_placed_whole_and_charged_per_batch()
    {
        var data = DatasetRegistry.Find("mnist")!;
        var setup = TrainingSetup.Of(data, NetworkSolver.Solve(Shape.Rectangle, data.Inputs, data.Outputs, 6, 2_048));
        var placed = new PaperPlacement().Place(setup, MemoryHierarchy.Of(Eagle), DataCharge.Batch).Data!;
        Assert.Equal(4, placed.Level);
        Assert.Equal(70_000.0 * 3_176, placed.Set.Bytes);
        Assert.Equal(256 * 3_176, placed.ChargedBytes);
    }

    private static PlacedSets Place(Network network, MemoryHierarchy memory, int? rows = 1000) =>
        new PaperPlacement().Place(new TrainingSetup(network, network.Inputs, 256, rows), memory, DataCharge.Batch);
}
