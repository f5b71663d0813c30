using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ButterE.Native.Tensors;

/// <summary>A float32 matrix that the library makes and gives away as a DLPack tensor; whoever takes it calls its deleter once.</summary>
internal static unsafe class OwnedMatrix
{
    // What NumPy and PyTorch like, and a cache line.
    private const int Alignment = 64;

    /// <summary>Allocates it: the numbers, then the tensor with its shape and strides.</summary>
    public static DLManagedTensor* Allocate(long rows, long columns)
    {
        var made = (DLManagedTensor*)NativeMemory.AllocZeroed((nuint)sizeof(DLManagedTensor) + 4 * sizeof(long));
        var shape = (long*)(made + 1);
        (shape[0], shape[1], shape[2], shape[3]) = (rows, columns, columns, 1);
        made->Tensor = new DLTensor
        {
            Data = NativeMemory.AlignedAlloc((nuint)(rows * columns * sizeof(float)), Alignment),
            DeviceType = DLTensor.Cpu,
            Dimensions = 2,
            TypeCode = DLTensor.Float,
            TypeBits = 32,
            TypeLanes = 1,
            Shape = shape,
            Strides = shape + 2,
        };
        made->Deleter = &Delete;
        return made;
    }

    /// <summary>Its numbers.</summary>
    public static Span<float> Values(DLManagedTensor* matrix) =>
        new(matrix->Tensor.Data, (int)(matrix->Tensor.Shape[0] * matrix->Tensor.Shape[1]));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Delete(DLManagedTensor* matrix)
    {
        NativeMemory.AlignedFree(matrix->Tensor.Data);
        NativeMemory.Free(matrix);
    }
}
