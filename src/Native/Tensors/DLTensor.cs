using System.Runtime.InteropServices;

namespace ButterE.Native.Tensors;

/// <summary>A tensor in memory that somebody else owns (DLPack 0.8, dlpack.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DLTensor
{
    public const int Cpu = 1;
    public const byte Float = 2;

    public void* Data;
    public int DeviceType;
    public int DeviceId;
    public int Dimensions;
    public byte TypeCode;
    public byte TypeBits;
    public ushort TypeLanes;
    public long* Shape;
    public long* Strides;
    public ulong ByteOffset;
}

/// <summary>A tensor with who frees it (DLPack 0.8).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DLManagedTensor
{
    public DLTensor Tensor;
    public void* Context;
    public delegate* unmanaged[Cdecl]<DLManagedTensor*, void> Deleter;
}
