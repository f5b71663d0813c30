using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Machine;

/// <summary>Threads of one core are found in a tree of our own making, read by the real code.</summary>
public sealed class CoreTopologyTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sysfs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Every_core_comes_once_before_any_comes_again()
    {
        // Two sockets of two cores of two threads each, numbered as Linux does on most machines.
        foreach (var core in new[] { 0, 1, 2, 3 })
            Siblings(core, core + 4);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], CoreTopology.OnePerCoreFirst([0, 1, 2, 3, 4, 5, 6, 7], root));
        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0], CoreTopology.OnePerCoreFirst([7, 6, 5, 4, 3, 2, 1, 0], root));
        Assert.Equal([0, 1, 4], CoreTopology.OnePerCoreFirst([0, 4, 1], root));
        Assert.Equal(4, CoreTopology.CountCores([0, 1, 2, 3, 4, 5, 6, 7], root));
    }

    [Fact]
    public void Siblings_with_neighbouring_numbers_are_told_apart()
    {
        Siblings(0, 1);
        Siblings(2, 3);
        Assert.Equal([0, 2, 1, 3], CoreTopology.OnePerCoreFirst([0, 1, 2, 3], root));
        // Only one thread of the second core is granted.
        Assert.Equal(2, CoreTopology.CountCores([0, 1, 3], root));
    }

    [Fact]
    public void Older_kernels_use_another_name()
    {
        Siblings(0, 1, "thread_siblings_list");
        Assert.Equal(1, CoreTopology.CountCores([0, 1], root));
    }

    [Fact]
    public void Where_the_kernel_lists_nothing_every_processor_is_a_core()
    {
        Assert.Equal([3, 1, 2], CoreTopology.OnePerCoreFirst([3, 1, 2], root));
        Assert.Equal(3, CoreTopology.CountCores([3, 1, 2], root));
    }

    private void Siblings(int first, int second, string name = "core_cpus_list")
    {
        foreach (var cpu in new[] { first, second })
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, $"devices/system/cpu/cpu{cpu}/topology")).FullName;
            File.WriteAllText(Path.Combine(folder, name), $"{first},{second}\n");
        }
    }
}
