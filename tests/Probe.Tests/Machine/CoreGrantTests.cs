using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Machine;

/// <summary>Quotas, groups, nodes and declared buffers, read by the real code from trees and registers of our own making.</summary>
public sealed class CoreGrantTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("grant-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_least_quota_of_a_group_and_those_above_it_counts()
    {
        Write("cgroup", "0::/slice/job\n");
        Write("fs/slice/job/cpu.max", "max 100000\n");
        Write("fs/slice/cpu.max", "150000 100000\n");
        Assert.Equal(1.5, Quota());
    }

    [Fact]
    public void Version_1_is_read_beside_other_controllers()
    {
        Write("cgroup", "4:memory:/other\n1:cpu,cpuacct:/job\n");
        Write("fs/cpu/job/cpu.cfs_quota_us", "50000\n");
        Write("fs/cpu/job/cpu.cfs_period_us", "100000\n");
        Assert.Equal(0.5, Quota());
    }

    [Theory]
    [InlineData("max 100000")]
    [InlineData("")]
    [InlineData("50000 0")]
    public void No_quota_is_null_not_zero(string content)
    {
        Write("cgroup", "0::/\n");
        Write("fs/cpu.max", content);
        Assert.Null(Quota());
    }

    [Fact]
    public void Nodes_are_read_with_their_memory()
    {
        Write("sys/devices/system/node/node1/cpulist", "4-7\n");
        Write("sys/devices/system/node/node0/cpulist", "0-3\n");
        Write("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal:       1024 kB\nNode 0 MemFree: 1 kB\n");
        var nodes = NumaNode.ReadAll(Path.Combine(root, "sys"));
        Assert.Equal([0, 1], nodes.Select(node => node.Number));
        Assert.Equal([4, 5, 6, 7], nodes[1].Cpus);
        Assert.Equal((1024.0 * 1024, null), (nodes[0].MemoryBytes, nodes[1].MemoryBytes));
    }

    /// <summary>EBX of leaf 0x80000005 and 0x80000006 as seen on a virtual machine: 96 and 128 entries for small pages.</summary>
    [Fact]
    public void Legacy_leaves_count_translation_entries()
    {
        Assert.Equal([new DeclaredBuffer("cpuidLegacy", 1, 4096, 96)], CpuidBuffers.LegacyFirst(0, 0xFF60_FF40));
        Assert.Equal([new DeclaredBuffer("cpuidLegacy", 2, 4096, 128)], CpuidBuffers.LegacySecond(0, 0x6080_6040));
    }

    /// <summary>Leaf 0x18 of an Intel core: unified, second level, 4 KiB and 2 MiB pages, 16 ways of 128 sets.</summary>
    [Fact]
    public void The_deterministic_leaf_counts_translation_entries() => Assert.Equal(
        [new DeclaredBuffer("cpuid", 2, 4096, 2048), new DeclaredBuffer("cpuid", 2, 2 << 20, 2048)],
        CpuidBuffers.Deterministic((0, 0x0010_0003, 128, 0x43)));

    [Fact]
    public void What_the_legacy_leaf_withdraws_the_C_library_cannot_claim()
    {
        DeclaredCache[] declared = [new("sysconf", 3, 508 << 20, null), new("cpuidLegacy", 3, 508 << 20, null, "none", "code 9")];
        Assert.Equal(["none", "none"], DeclaredCaches.Judge(declared, isVirtual: true).Select(cache => cache.Trust));
    }

    [Fact]
    public void The_baseline_is_made_of_shares_and_times()
    {
        var baseline = InterferenceBaseline.Measure(0.01);
        Assert.InRange(baseline.CpuShare, 0, 1);
        Assert.InRange(baseline.LongestGapSeconds, baseline.TimerSeconds / 2, baseline.Seconds);
    }

    private double? Quota() => CpuQuota.Cores(ControlGroup.FoldersOf("cpu", Path.Combine(root, "cgroup"), Path.Combine(root, "fs")));

    private void Write(string path, string content)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
