using ButterE.Probe.Measurement;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Measurement;

/// <summary>How much each core holds while all read a level together.</summary>
public sealed class LevelBandwidthsTests
{
    private const double MiB = 1 << 20;

    [Fact]
    public void The_cores_share_a_working_set_from_the_middle_of_the_level() =>
        Assert.Equal(8L << 20, LevelBandwidths.BytesOfEach(4 * MiB, 256 * MiB, cores: 4, most: 1L << 30));

    [Fact]
    public void No_part_falls_into_the_level_below() =>
        Assert.Equal(4L << 20, LevelBandwidths.BytesOfEach(4 * MiB, 256 * MiB, cores: 64, most: 1L << 30));

    // 64 cores in a container of 4 GiB: the parts were as large as the level asked for, and the system ended the process.
    [Fact]
    public void Where_the_machine_has_no_memory_for_such_parts_nothing_is_measured() =>
        Assert.Null(LevelBandwidths.BytesOfEach(64 * MiB, 512 * MiB, cores: 64, most: 16 << 20));

    [Fact]
    public void A_part_is_no_larger_than_the_memory_of_its_core() =>
        Assert.Equal(5L << 20, LevelBandwidths.BytesOfEach(4 * MiB, 256 * MiB, cores: 4, most: (5 << 20) + ITraversal.Granule - 1));
}
