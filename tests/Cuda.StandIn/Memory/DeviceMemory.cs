using System.Runtime.InteropServices;
using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Memory;

/// <summary>
/// Global memory. A device's address is the host's, so that a range of registered host memory can be lent to kernels as it is. Between allocations lie
/// gaps, so that an access beyond the end of one never falls into another.
/// </summary>
internal sealed unsafe class DeviceMemory : IDisposable
{
    // Alignment that cuMemAlloc gives, at least 256 bytes.
    private const int Alignment = 512;

    private readonly SortedList<ulong, (ulong Bytes, bool IsOwn, nint Block)> ranges = [];
    private ulong[] starts = [], lengths = [];

    /// <summary>Changes whenever a range comes or goes.</summary>
    public long Generation { get; private set; } = 1;

    public long UsedBytes { get; private set; }

    /// <summary>Allocates memory with a pattern that is no number in any format.</summary>
    /// <returns>The address; 0 where the device's memory is used up.</returns>
    public ulong Allocate(long bytes)
    {
        if (bytes > DeviceModel.MemoryBytes - UsedBytes)
            return 0;
        var block = NativeMemory.AlignedAlloc((nuint)bytes + 2 * Alignment, Alignment);
        var start = (ulong)block + Alignment;
        NativeMemory.Fill((void*)start, (nuint)bytes, 0xff);
        ranges.Add(start, ((ulong)bytes, true, (nint)block));
        UsedBytes += bytes;
        Changed();
        return start;
    }

    public bool Free(ulong address)
    {
        if (!ranges.TryGetValue(address, out var range) || !range.IsOwn)
            return false;
        NativeMemory.AlignedFree((void*)range.Block);
        ranges.Remove(address);
        UsedBytes -= (long)range.Bytes;
        Changed();
        return true;
    }

    /// <summary>Lends host memory to kernels.</summary>
    public bool Register(ulong address, long bytes)
    {
        if (!ranges.TryAdd(address, ((ulong)bytes, false, 0)))
            return false;
        Changed();
        return true;
    }

    public bool Unregister(ulong address)
    {
        if (!ranges.TryGetValue(address, out var range) || range.IsOwn)
            return false;
        ranges.Remove(address);
        Changed();
        return true;
    }

    /// <summary>The range that an address lies in; no length where there is none.</summary>
    public (ulong Start, ulong Length) Find(ulong address)
    {
        var index = Array.BinarySearch(starts, address);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && address - starts[index] < lengths[index] ? (starts[index], lengths[index]) : (0, 0);
    }

    /// <summary>Whether an address is memory of the device, not lent by the host.</summary>
    public bool IsDevice(ulong address) => Find(address) is (var start, > 0) && ranges[start].IsOwn;

    /// <summary>Whether a range that begins in device memory stays in its allocation.</summary>
    public bool IsWhole(ulong address, ulong bytes)
    {
        var (start, length) = Find(address);
        return length == 0 || bytes <= length - (address - start);
    }

    /// <summary>What lies nearest to an address, for messages.</summary>
    public string Describe(ulong address)
    {
        var nearest = ranges.Where(range => range.Key <= address).Select(range => (ulong?)range.Key).LastOrDefault();
        return nearest is { } start && address - start < ranges[start].Bytes + 0x100000
            ? $"0x{address:x} is byte {address - start} of an allocation of {ranges[start].Bytes} bytes"
            : $"0x{address:x} is in no allocation";
    }

    public void Dispose()
    {
        foreach (var range in ranges.Values.Where(range => range.IsOwn))
            NativeMemory.AlignedFree((void*)range.Block);
        ranges.Clear();
        UsedBytes = 0;
        Changed();
    }

    private void Changed()
    {
        starts = [.. ranges.Keys];
        lengths = [.. ranges.Values.Select(range => range.Bytes)];
        Generation++;
    }
}
