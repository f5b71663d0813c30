using ButterE.Probe.Profile;

namespace ButterE.Probe.Tests.Profile;

/// <summary>Facts of the paper's Table 2 and of its published code.</summary>
public sealed class HardwarePresetsTests
{
    [Fact]
    public void Every_name_has_a_preset() => Assert.All(HardwarePresets.Names, name => Assert.NotNull(HardwarePresets.Find(name)));

    [Fact]
    public void An_unknown_name_has_none() => Assert.Null(HardwarePresets.Find("eagle"));

    /// <summary>
    /// The cumulative capacities per core at which the published figures draw their vertical lines: 2^15, 2^20.0444 and 2^24.6883 bytes.
    /// </summary>
    [Fact]
    public void Cpu_capacities_give_the_cache_lines_of_the_published_figures()
    {
        var levels = HardwarePresets.Find("eagle-cpu")!.Levels;
        Assert.Equal(["L1", "L2", "L3", "RAM"], levels.Select(level => level.Name));
        Assert.Equal([15.0, 20.0444, 24.6883], CumulativeLog2(levels.Take(3)), (a, b) => Math.Abs(a - b) < 5e-5);
        Assert.Equal(96L << 30, levels[3].CapacityBytes);
        Assert.Equal([36, 36, 2, 1], levels.Select(level => level.Instances!.Value));
    }

    /// <summary>2^16.8074 and 2^22.6110 bytes.</summary>
    [Fact]
    public void Gpu_capacities_give_the_cache_lines_of_the_published_figures()
    {
        var levels = HardwarePresets.Find("eagle-gpu")!.Levels;
        Assert.Equal([16.8074, 22.6110], CumulativeLog2(levels.Take(2)), (a, b) => Math.Abs(a - b) < 5e-5);
        Assert.Equal([168, 2, 2], levels.Select(level => level.Instances!.Value));
    }

    [Fact]
    public void What_is_neither_preset_nor_file_is_refused() =>
        Assert.Contains("eagle-cpu", Assert.Throws<InputException>(() => HardwarePresets.FindOrRead("eagle-tpu")).Message, StringComparison.Ordinal);

    private static double[] CumulativeLog2(IEnumerable<MemoryLevel> levels)
    {
        var sum = 0.0;
        return [.. levels.Select(level => Math.Log2(sum += level.CapacityBytes!.Value))];
    }
}
