using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Machine;

public sealed class DeclaredCachesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sysfs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Leaf 0x8000001D of an AMD Zen 4 core: 32 KiB of 8 ways, 64 sets, for two threads.</summary>
    [Fact]
    public void Deterministic_parameters_are_decoded() =>
        Assert.Equal(new DeclaredCache("cpuid", 1, 32 << 10, 2), CpuidCaches.Deterministic((0x4121, 0x01C0003F, 0x3F, 0)));

    [Fact]
    public void Instruction_caches_are_left_out() => Assert.Null(CpuidCaches.Deterministic((0x4122, 0x01C0003F, 0x3F, 0)));

    /// <summary>Seen on a virtual machine: EDX = 0x0FE09140 claims 508 MiB on a processor with 32 MiB, and code 9 refers to an empty leaf.</summary>
    [Fact]
    public void A_third_level_with_associativity_code_9_is_not_believed()
    {
        var third = CpuidCaches.Legacy(0x04006140, 0x0FE09140).Single(cache => cache.Level == 3);
        Assert.Equal(508L << 20, third.Bytes);
        Assert.Equal("none", third.Trust);
    }

    [Fact]
    public void The_kernel_list_is_read_without_instruction_caches()
    {
        Index(0, "1", "Data", "48K", "0,64");
        Index(1, "1", "Instruction", "32K", "0,64");
        Index(2, "2", "Unified", "1024K", "0,64");
        Index(3, "3", "Unified", "32M", "0-7,64-71");
        Assert.Equal([(1, 48L << 10, 2), (2, 1L << 20, 2), (3, 32L << 20, 16)],
            SysfsCaches.Read(root).Select(cache => (cache.Level, cache.Bytes, cache.SharedBy!.Value)));
    }

    [Fact]
    public void A_tree_without_caches_declares_nothing() => Assert.Empty(SysfsCaches.Read(root));

    [Fact]
    public void A_size_that_is_no_number_is_refused_by_file()
    {
        Index(0, "1", "Data", "bigK", "0");
        Assert.Contains("index0", Assert.Throws<InputException>(() => SysfsCaches.Read(root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bare_metal_is_trusted_a_hypervisor_is_not_and_a_contradicted_source_is_refuted()
    {
        DeclaredCache[] declared = [new("sysfs", 3, 32 << 20, 8), new("sysconf", 3, 320 << 20, null)];
        Assert.Equal(["high", "none"], DeclaredCaches.Judge(declared, isVirtual: false).Select(cache => cache.Trust));
        var judged = DeclaredCaches.Judge(declared, isVirtual: true);
        Assert.Equal(["low", "none"], judged.Select(cache => cache.Trust));
        Assert.Contains("contradicts sysfs", judged[1].Reason, StringComparison.Ordinal);
        Assert.Equal("sysfs", Assert.Single(DeclaredCaches.MostCredible(judged)).Source);
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3,8", 5)]
    [InlineData("", null)]
    [InlineData("3-1", null)]
    [InlineData("a", null)]
    public void Processor_lists_are_counted(string list, int? count) => Assert.Equal(count, CpuList.CountOrNull(list));

    [Theory]
    [InlineData("3", new[] { 3 })]
    [InlineData("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [InlineData("8,0-1", new[] { 8, 0, 1 })]
    [InlineData("0-6:2", new[] { 0, 2, 4, 6 })]
    [InlineData("0-6:0", null)]
    [InlineData("3:2", null)]
    [InlineData("-1", null)]
    [InlineData("0,", null)]
    [InlineData("0-99999999", null)]
    public void Processor_lists_are_read_in_their_order(string list, int[]? cpus) => Assert.Equal(cpus, CpuList.ParseOrNull(list));

    private void Index(int number, string level, string type, string size, string sharedWith)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, $"devices/system/cpu/cpu0/cache/index{number}")).FullName;
        File.WriteAllText(Path.Combine(folder, "level"), level + "\n");
        File.WriteAllText(Path.Combine(folder, "type"), type + "\n");
        File.WriteAllText(Path.Combine(folder, "size"), size + "\n");
        File.WriteAllText(Path.Combine(folder, "shared_cpu_list"), sharedWith + "\n");
    }
}
