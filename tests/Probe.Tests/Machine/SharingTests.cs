using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Machine;

/// <summary>What workers on one machine share: caches, and the machine itself.</summary>
public sealed class SharingTests : IDisposable
{
    private readonly string sysfs = Directory.CreateTempSubdirectory("buttere-sysfs-").FullName;
    private readonly string name = $"buttere-test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        Directory.Delete(sysfs, recursive: true);
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), name + "*"))
            File.Delete(file);
    }

    [Fact]
    public void Caches_that_serve_processors_of_both_are_shared()
    {
        for (var cpu = 0; cpu < 8; cpu++)
        {
            Cache(cpu, 0, "1", "Data", $"{cpu}");
            Cache(cpu, 1, "1", "Instruction", "0-7");
            Cache(cpu, 2, "2", "Unified", $"{cpu / 2 * 2}-{cpu / 2 * 2 + 1}");
            Cache(cpu, 3, "3", "Unified", cpu < 4 ? "0-3" : "4-7");
        }

        Assert.Equal("L2,L3", CacheSharing.Between([0], [1, 5], sysfs));
        Assert.Equal("L3", CacheSharing.Between([0, 1], [2, 3], sysfs));
        Assert.Equal(CacheSharing.None, CacheSharing.Between([0, 1], [4], sysfs));
    }

    [Fact]
    public void Where_the_kernel_lists_no_caches_nothing_is_known() => Assert.Null(CacheSharing.Between([0], [1], sysfs));

    [Fact]
    public void Who_wants_to_be_alone_waits_for_the_others_and_they_for_him()
    {
        using (MachineGate.Enter(alone: false, name: name))
        using (MachineGate.Enter(alone: false, name: name))
            Assert.True(Waits(alone: true));
        using (var gate = MachineGate.Enter(alone: true, name: name))
        {
            Assert.True(gate.IsAlone);
            Assert.True(Waits(alone: false));
            Assert.True(Waits(alone: true));
        }

        Assert.False(Waits(alone: true));
    }

    [Fact]
    public void A_process_is_known_from_another_with_its_number()
    {
        var me = ProcessIdentity.Current;
        Assert.True(me.IsAlive());
        Assert.False((me with { Started = me.Started - 1 }).IsAlive());
        Assert.Null((me with { Machine = "elsewhere" }).IsAlive());
    }

    private bool Waits(bool alone)
    {
        using var impatience = new CancellationTokenSource();
        try
        {
            MachineGate.Enter(alone, impatience.Cancel, name, impatience.Token).Dispose();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void Cache(int cpu, int index, string level, string type, string sharing)
    {
        var folder = Directory.CreateDirectory(Path.Combine(sysfs, $"devices/system/cpu/cpu{cpu}/cache/index{index}")).FullName;
        File.WriteAllText(Path.Combine(folder, "level"), level + "\n");
        File.WriteAllText(Path.Combine(folder, "type"), type + "\n");
        File.WriteAllText(Path.Combine(folder, "shared_cpu_list"), sharing + "\n");
    }
}
