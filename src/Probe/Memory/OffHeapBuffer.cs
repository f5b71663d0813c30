using ButterE.Kernels;
using ButterE.Kernels.Memory;

namespace ButterE.Probe.Memory;

/// <summary>
/// Zeroed memory for measurements: outside the garbage-collected heap, mapped for itself, and each page backed by memory of its own from the
/// start.
/// </summary>
public sealed unsafe class OffHeapBuffer : IDisposable
{
    /// <summary>Alignment of every working set: a small page.</summary>
    public const int PageBytes = 4096;

    private readonly OffHeapMemory memory;
    private bool disposed;

    private OffHeapBuffer(OffHeapMemory memory, long bytes, bool hugePagesAsked) =>
        (this.memory, Bytes, HugePagesAsked) = (memory, bytes, hugePagesAsked);

    /// <summary>First byte; aligned to 2 MiB on Linux so that huge pages can start at once, else to 4 KiB.</summary>
    public nint Address => memory.Address;

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
        if (hugePages == HugePages.On)
            TransparentHugePages.Require();
        OffHeapMemory memory;
        try
        {
            memory = OffHeapMemory.Map(bytes, hugePages);
        }
        catch (OutOfMemoryException e)
        {
            // A probe that gets no memory lacks a resource of the machine; for a training run too large a network is an input fault.
            throw new UnavailableException(e.Message);
        }

        BackEveryPage(memory.Address, bytes);
        return new OffHeapBuffer(memory, bytes, memory.HugePagesAsked && TransparentHugePages.AreAllowed);
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
        disposed = true;
        memory.Dispose();
    }

    /// <summary>A page that was only ever read is the kernel's one page of zeros: reading gigabytes of them measures a cache, not memory.</summary>
    private static void BackEveryPage(nint address, long bytes)
    {
        for (var offset = 0L; offset < bytes; offset += PageBytes)
            Volatile.Write(ref *(byte*)(address + (nint)offset), 0);
    }
}
