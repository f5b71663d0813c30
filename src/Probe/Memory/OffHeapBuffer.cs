using System.ComponentModel;
using System.Runtime.InteropServices;
using ButterE.Kernels;
using ButterE.Probe.Native;

namespace ButterE.Probe.Memory;

/// <summary>
/// Zeroed memory outside the garbage-collected heap: the collector neither moves nor scans it, its pages can be asked for by size, and
/// each is backed by memory of its own from the start.
/// On Linux an anonymous mapping, elsewhere an aligned allocation.
/// </summary>
public sealed unsafe class OffHeapBuffer : IDisposable
{
    /// <summary>Alignment of every working set: a small page.</summary>
    public const int PageBytes = 4096;

    private const int HugePageBytes = 2 << 20;

    private readonly nint mapping;
    private readonly nuint mappedBytes;
    private readonly bool isMapped;
    private bool disposed;

    private OffHeapBuffer(nint mapping, nuint mappedBytes, bool isMapped, nint address, long bytes, bool hugePagesAsked)
    {
        this.mapping = mapping;
        this.mappedBytes = mappedBytes;
        this.isMapped = isMapped;
        Address = address;
        Bytes = bytes;
        HugePagesAsked = hugePagesAsked;
    }

    /// <summary>First byte; aligned to 2 MiB on Linux so that huge pages can start at once, else to 4 KiB.</summary>
    public nint Address { get; }

    /// <summary>Usable bytes.</summary>
    public long Bytes { get; }

    /// <summary>Whether the kernel accepted the request for huge pages. What they are worth only a measurement tells: a hypervisor may back them by small ones.</summary>
    public bool HugePagesAsked { get; }

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="bytes">Bytes, at least 1.</param>
    /// <param name="hugePages">What to ask the kernel for.</param>
    /// <exception cref="UnavailableException"><paramref name="hugePages"/> is <see cref="HugePages.On"/> and the system has none, or there is no memory left.</exception>
    public static OffHeapBuffer Allocate(long bytes, HugePages hugePages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return OperatingSystem.IsLinux() ? Map(bytes, hugePages) : AllocateAligned(bytes, hugePages);
    }

    /// <summary>A part of the buffer.</summary>
    /// <param name="offset">First byte relative to the buffer.</param>
    /// <param name="bytes">Length in bytes.</param>
    public WorkingSet Slice(long offset, long bytes)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + bytes, Bytes);
        return new WorkingSet(Address + (nint)offset, bytes);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        if (isMapped)
            _ = Libc.Unmap(mapping, mappedBytes);
        else
            NativeMemory.AlignedFree((void*)mapping);
    }

    private static OffHeapBuffer Map(long bytes, HugePages hugePages)
    {
        // Room to move the start to a huge-page boundary: a mapping that starts elsewhere begins with up to 511 small pages.
        var length = (nuint)(bytes + HugePageBytes);
        var mapping = Libc.Map(0, length, Libc.ProtReadWrite, Libc.MapPrivateAnonymous, -1, 0);
        if (mapping == -1)
            throw new UnavailableException($"memory: {bytes} bytes could not be mapped: {new Win32Exception().Message}");
        var asked = false;
        if (hugePages == HugePages.Off)
        {
            _ = Libc.Advise(mapping, length, Libc.MadvNoHugePage);
        }
        else
        {
            asked = TransparentHugePages.AreAllowed && Libc.Advise(mapping, length, Libc.MadvHugePage) == 0;
            if (!asked && hugePages == HugePages.On)
            {
                _ = Libc.Unmap(mapping, length);
                throw new UnavailableException("--huge-pages on: this kernel grants none (see /sys/kernel/mm/transparent_hugepage/enabled); use auto or off");
            }
        }

        var aligned = (mapping + HugePageBytes - 1) & ~(nint)(HugePageBytes - 1);
        BackEveryPage(aligned, bytes);
        return new OffHeapBuffer(mapping, length, true, aligned, bytes, asked);
    }

    /// <summary>A page that was only ever read is the kernel's one page of zeros: reading gigabytes of them measures a cache, not memory.</summary>
    private static void BackEveryPage(nint address, long bytes)
    {
        for (var offset = 0L; offset < bytes; offset += PageBytes)
            Volatile.Write(ref *(byte*)(address + (nint)offset), 0);
    }

    private static OffHeapBuffer AllocateAligned(long bytes, HugePages hugePages)
    {
        if (hugePages == HugePages.On)
            throw new UnavailableException("--huge-pages on: they can only be asked for on Linux; use auto or off");
        var address = (nint)NativeMemory.AlignedAlloc((nuint)bytes, PageBytes);
        NativeMemory.Clear((void*)address, (nuint)bytes);
        return new OffHeapBuffer(address, (nuint)bytes, false, address, bytes, false);
    }
}
