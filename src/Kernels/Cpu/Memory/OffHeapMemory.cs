using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ButterE.Kernels.Memory;

/// <summary>
/// Zeroed memory outside the garbage-collected heap, which the collector neither moves nor scans. On Linux large memory is a mapping of its own,
/// whose page size can be asked for and whose zeros the kernel makes when a page is first touched; small memory is an aligned allocation, so
/// that a small matrix never takes a page of 2 MiB.
/// </summary>
public sealed unsafe class OffHeapMemory : IDisposable
{
    /// <summary>Bytes from which memory is mapped and huge pages are asked for: one huge page of x64 and, with pages of 4 KiB, of ARM64.</summary>
    public const int HugePageBytes = 2 << 20;

    private readonly nuint mappedBytes;
    private nint block;

    private OffHeapMemory(nint block, nuint mappedBytes, nint address, bool hugePagesAsked) =>
        (this.block, this.mappedBytes, Address, HugePagesAsked) = (block, mappedBytes, address, hugePagesAsked);

    /// <summary>Frees memory that was not disposed.</summary>
    ~OffHeapMemory() => Free();

    /// <summary>First byte: at a boundary of 2 MiB where mapped, so that huge pages can start at once, else at the boundary asked for.</summary>
    public nint Address { get; }

    /// <summary>Whether the kernel accepted the request for huge pages; what it gave is counted in <c>/proc/self/smaps</c>.</summary>
    public bool HugePagesAsked { get; }

    /// <summary>Allocates zeroed memory: a mapping from <see cref="HugePageBytes"/> up, an allocation at a cache line below.</summary>
    /// <param name="bytes">Bytes, at least 1.</param>
    /// <param name="hugePages">What to ask the kernel for; memory below <see cref="HugePageBytes"/> never asks.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is below 1.</exception>
    /// <exception cref="InsufficientMemoryException">The memory cannot be had.</exception>
    /// <exception cref="UnavailableException"><paramref name="hugePages"/> is <see cref="HugePages.On"/> and the system has none.</exception>
    public static OffHeapMemory Allocate(long bytes, HugePages hugePages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return bytes < HugePageBytes ? AllocateAligned(bytes, CacheLine.Bytes) : Map(bytes, hugePages);
    }

    /// <summary>Maps zeroed memory however small, so that whole pages are its own; where the system has no such call, allocates it at a page boundary.</summary>
    /// <param name="bytes">Bytes, at least 1.</param>
    /// <param name="hugePages">What to ask the kernel for.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is below 1.</exception>
    /// <exception cref="InsufficientMemoryException">The memory cannot be had.</exception>
    /// <exception cref="UnavailableException"><paramref name="hugePages"/> is <see cref="HugePages.On"/> and the system has none.</exception>
    public static OffHeapMemory Map(long bytes, HugePages hugePages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (!OperatingSystem.IsLinux())
        {
            if (hugePages == HugePages.On)
                throw new UnavailableException("--huge-pages on: they can only be asked for on Linux; use auto or off");
            return AllocateAligned(bytes, Environment.SystemPageSize);
        }

        // Room to move the start to a huge-page boundary: a mapping that starts elsewhere begins with up to 511 small pages.
        var length = (nuint)bytes + HugePageBytes;
        var mapping = MemoryMap.Map(0, length, MemoryMap.ProtReadWrite, MemoryMap.PrivateAnonymous, -1, 0);
        if (mapping == -1)
            throw new InsufficientMemoryException($"memory: {bytes} bytes could not be mapped: {new Win32Exception().Message}");
        var asked = MemoryMap.Advise(mapping, length, hugePages == HugePages.Off ? MemoryMap.AdviseNoHugePage : MemoryMap.AdviseHugePage) == 0
            && hugePages != HugePages.Off;
        if (!asked && hugePages == HugePages.On)
        {
            _ = MemoryMap.Unmap(mapping, length);
            throw new UnavailableException("--huge-pages on: this kernel has none (CONFIG_TRANSPARENT_HUGEPAGE); use auto or off");
        }

        return new OffHeapMemory(mapping, length, (mapping + HugePageBytes - 1) & ~(nint)(HugePageBytes - 1), asked);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static OffHeapMemory AllocateAligned(long bytes, int alignment)
    {
        var address = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)alignment);
        NativeMemory.Clear(address, (nuint)bytes);
        return new OffHeapMemory((nint)address, 0, (nint)address, false);
    }

    private void Free()
    {
        var freed = Interlocked.Exchange(ref block, 0);
        if (freed == 0)
            return;
        if (mappedBytes > 0)
            _ = MemoryMap.Unmap(freed, mappedBytes);
        else
            NativeMemory.AlignedFree((void*)freed);
    }
}
