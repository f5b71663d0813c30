using ButterE.Probe.Meters.Protocol;

namespace ButterE.Probe.Tests.Meters.Protocol;

/// <summary>metering.md section 3.1, step 1 (and section 2, row 15: temperature before and after): looked at and stored, never enforced.</summary>
public sealed class NodeConditionsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("buttere-conditions-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_machine_that_tells_nothing_has_no_conditions_and_no_concerns()
    {
        var conditions = NodeConditions.Of(root, root);
        Assert.Equal(new NodeConditions(), conditions);
        Assert.Empty(conditions.Concerns(2));
    }

    [Fact]
    public void Governor_turbo_threads_temperature_and_swap_are_read()
    {
        Write("devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave");
        Write("devices/system/cpu/cpufreq/boost", "1");
        Write("devices/system/cpu/smt/active", "0");
        Write("class/hwmon/hwmon0/name", "nvme");
        Write("class/hwmon/hwmon0/temp1_input", "91000");
        Write("class/hwmon/hwmon1/name", "k10temp");
        Write("class/hwmon/hwmon1/temp1_input", "41500");
        Write("class/hwmon/hwmon1/temp3_input", "44250");
        Write("meminfo", "MemTotal:       24000000 kB\nSwapTotal:       2048 kB\nSwapFree:        1024 kB");
        var conditions = NodeConditions.Of(root, root);
        Assert.Equal(
            new NodeConditions { Governor = "powersave", Turbo = true, Smt = false, TemperatureCelsius = 44.25, SwapUsedBytes = 1 << 20 }, conditions);
        var concerns = string.Join('\n', (conditions with { LoadAverage = 0.5 }).Concerns(2));
        Assert.Contains("powersave", concerns, StringComparison.Ordinal);
        Assert.Contains("turbo is on", concerns, StringComparison.Ordinal);
        Assert.Contains("1 MiB of swap", concerns, StringComparison.Ordinal);
        Assert.Contains("load average is 0.50", concerns, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("0", true)]
    public void Intel_says_the_contrary_of_turbo(string noTurbo, bool expected)
    {
        Write("devices/system/cpu/intel_pstate/no_turbo", noTurbo);
        Assert.Equal(expected, NodeConditions.Of(root, root).Turbo);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
