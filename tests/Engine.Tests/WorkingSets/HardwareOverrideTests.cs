using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.WorkingSets;

public sealed class HardwareOverrideTests
{
    private static readonly HardwareProfile Eagle = HardwarePresets.Find("eagle-cpu")!;

    [Fact]
    public void One_level_changes_and_says_that_it_is_assumed()
    {
        var changed = HardwareOverride.Apply(Eagle, ["L1.capacityBytes=65536", "L3.instances=4"]);
        Assert.Equal((65_536, "assumed"), (changed.Levels[0].CapacityBytes!.Value, changed.Levels[0].Source));
        Assert.Equal(4, changed.Levels[2].Instances);
        Assert.Equal(Eagle.Levels[1], changed.Levels[1]);
    }

    [Theory]
    [InlineData("L1.capacityBytes")]
    [InlineData("L1=3")]
    [InlineData("L9.capacityBytes=3")]
    [InlineData("L1.colour=3")]
    [InlineData("L1.capacityBytes=-3")]
    [InlineData("L1.capacityBytes=many")]
    [InlineData("L1.instances=1.5")]
    public void A_wrong_assignment_is_refused_by_name(string assignment) =>
        Assert.Contains(
            assignment, Assert.Throws<InputException>(() => HardwareOverride.Apply(Eagle, [assignment])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_level_without_capacity_is_refused_unless_it_is_the_last()
    {
        HardwareProfile Without(int index) =>
            Eagle with { Levels = [.. Eagle.Levels.Select((level, i) => i == index ? level with { CapacityBytes = null } : level)] };
        Assert.Equal(double.PositiveInfinity, MemoryHierarchy.Of(Without(3)).Levels[3].CapacityBytes);
        Assert.Contains("L2.capacityBytes", Assert.Throws<InputException>(() => MemoryHierarchy.Of(Without(1))).Message, StringComparison.Ordinal);
    }
}
