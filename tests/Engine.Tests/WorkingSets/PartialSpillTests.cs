using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;
using CsCheck;

namespace ButterE.Engine.Tests.WorkingSets;

public sealed class PartialSpillTests
{
    private static readonly MemoryHierarchy Memory = MemoryHierarchy.Of(new HardwareProfile
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "a machine of the tests",
        Units = 4,
        Levels =
        [
            new MemoryLevel { Name = "L1", CapacityBytes = 1_000, Instances = 4, Source = "measured" },
            new MemoryLevel { Name = "L2", CapacityBytes = 9_000, Instances = 2, Source = "measured" },
            new MemoryLevel { Name = "RAM", Instances = 1, Source = "measured" },
        ],
    });

    [Theory]
    [InlineData(900, 900, 0, 0)]
    [InlineData(1_100, 1_000, 100, 0)]
    [InlineData(12_000, 1_000, 9_000, 2_000)]
    public void A_set_that_overflows_a_level_pays_there_for_what_overflows(double bytes, double first, double second, double last) =>
        AssertNear([first, second, last], PartialSpill.BytesByLevel(new WorkingSet("f", bytes, 0), Memory));

    [Fact]
    public void Distributed_bytes_fill_all_instances_of_a_level() =>
        // 4 KB fit into the four first levels; of 20 KB, four fifths fit into both pairs of the first two.
        AssertNear([4_000, 16_000, 0], PartialSpill.BytesByLevel(new WorkingSet("b", 0, 20_000), Memory));

    [Fact]
    public void Every_byte_is_served_once_and_a_larger_set_takes_no_less_from_any_level() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Double[0, 1e6], Gen.Double[1, 3]).Sample((replicated, distributed, growth) =>
        {
            var set = new WorkingSet("b", replicated, distributed);
            var served = PartialSpill.BytesByLevel(set, Memory);
            Assert.Equal(set.Bytes, served.Sum(), 1e-6);
            var larger = PartialSpill.BytesByLevel(new WorkingSet("b", replicated * growth, distributed * growth), Memory);
            Assert.All(served.Zip(larger), pair => Assert.True(pair.Second >= pair.First - 1e-6));
        });

    private static void AssertNear(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
}
