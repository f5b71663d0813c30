using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Memory;

/// <summary>Shared memory of a block, with the search for races where that is wanted.</summary>
internal sealed unsafe class SharedMemory
{
    private readonly byte[] contents;

    public SharedMemory(int bytes, int threads, bool areRacesChecked)
    {
        Bytes = bytes;
        contents = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
        Pointer = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(contents, 0);
        Hazards = areRacesChecked && bytes > 0 ? new SharedHazards(threads, bytes) : null;
    }

    public int Bytes { get; }

    public byte* Pointer { get; }

    public SharedHazards? Hazards { get; }

    /// <summary>Another block begins: nothing in shared memory is a number.</summary>
    public void Reset()
    {
        Array.Fill(contents, (byte)0xff);
        Hazards?.Reset();
    }
}
