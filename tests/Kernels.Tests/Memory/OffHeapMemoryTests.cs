using ButterE.Kernels.Memory;

namespace ButterE.Kernels.Tests.Memory;

public sealed unsafe class OffHeapMemoryTests
{
    [Theory]
    [InlineData(1, 64)]
    [InlineData(OffHeapMemory.HugePageBytes - 1, 64)]
    [InlineData(OffHeapMemory.HugePageBytes, OffHeapMemory.HugePageBytes)]
    [InlineData(3 * OffHeapMemory.HugePageBytes + 5, OffHeapMemory.HugePageBytes)]
    public void Memory_is_zero_and_large_memory_begins_where_a_huge_page_can(int bytes, int alignment)
    {
        using var memory = OffHeapMemory.Allocate(bytes, HugePages.Auto);
        Assert.Equal(0, memory.Address % (OperatingSystem.IsLinux() ? alignment : 64));
        var content = new Span<byte>((void*)memory.Address, bytes);
        Assert.True(content.IndexOfAnyExcept((byte)0) < 0);
        content[^1] = 1;
    }

    [Fact]
    public void Small_memory_never_asks_for_huge_pages_and_large_memory_does_unless_told_not_to()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.False(Asked(OffHeapMemory.HugePageBytes - 1, HugePages.Auto));
        Assert.False(Asked(4 * OffHeapMemory.HugePageBytes, HugePages.Off));
        // A kernel without the feature refuses the advice; insisting then says so.
        if (Asked(4 * OffHeapMemory.HugePageBytes, HugePages.Auto))
            Assert.True(Asked(4 * OffHeapMemory.HugePageBytes, HugePages.On));
        else
            Assert.Throws<UnavailableException>(() => Asked(4 * OffHeapMemory.HugePageBytes, HugePages.On));

        static bool Asked(long bytes, HugePages pages)
        {
            using var memory = OffHeapMemory.Allocate(bytes, pages);
            return memory.HugePagesAsked;
        }
    }

    [Fact]
    public void More_than_can_be_addressed_is_not_enough_memory() =>
        Assert.ThrowsAny<OutOfMemoryException>(() => OffHeapMemory.Allocate(1L << 60, HugePages.Auto).Dispose());

    [Fact]
    public void Nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => OffHeapMemory.Allocate(0, HugePages.Auto));
}
