using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

internal sealed unsafe partial class CudaDriver
{
    /// <summary>cuMemAlloc.</summary>
    public CudaResult Allocate(out ulong address, long bytes)
    {
        address = 0;
        if (CheckUnsafe() is not CudaResult.SUCCESS and var error)
            return error;
        if (bytes <= 0)
            return CudaResult.ERROR_INVALID_VALUE;
        address = Current!.Memory.Allocate(bytes);
        return address == 0 ? CudaResult.ERROR_OUT_OF_MEMORY : CudaResult.SUCCESS;
    }

    /// <summary>cuMemFree.</summary>
    public CudaResult Free(ulong address) =>
        CheckUnsafe() is not CudaResult.SUCCESS and var error ? error
        : address == 0 || Current!.Memory.Free(address) ? CudaResult.SUCCESS : CudaResult.ERROR_INVALID_VALUE;

    /// <summary>cuMemAllocHost: host memory that kernels may touch.</summary>
    public CudaResult AllocateHost(out ulong address, long bytes)
    {
        address = 0;
        if (CheckUnsafe() is not CudaResult.SUCCESS and var error)
            return error;
        if (bytes <= 0)
            return CudaResult.ERROR_INVALID_VALUE;
        address = (ulong)NativeMemory.AlignedAlloc((nuint)bytes, 4096);
        Current!.Memory.Register(address, bytes);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuMemFreeHost.</summary>
    public CudaResult FreeHost(ulong address)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (!Current!.Memory.Unregister(address))
            return CudaResult.ERROR_INVALID_VALUE;
        NativeMemory.AlignedFree((void*)address);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuMemHostRegister.</summary>
    public CudaResult RegisterHost(ulong address, long bytes) =>
        CheckUnsafe() is not CudaResult.SUCCESS and var error ? error
        : Current!.Memory.Register(address, bytes) ? CudaResult.SUCCESS : CudaResult.ERROR_HOST_MEMORY_ALREADY_REGISTERED;

    /// <summary>cuMemHostUnregister.</summary>
    public CudaResult UnregisterHost(ulong address) =>
        Check() is not CudaResult.SUCCESS and var error ? error
        : Current!.Memory.Unregister(address) ? CudaResult.SUCCESS : CudaResult.ERROR_HOST_MEMORY_NOT_REGISTERED;

    /// <summary>cuMemHostGetDevicePointer: the same address.</summary>
    public CudaResult HostDevicePointer(out ulong address, ulong host)
    {
        address = host;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        return Current!.Memory.Find(host).Length > 0 ? CudaResult.SUCCESS : CudaResult.ERROR_INVALID_VALUE;
    }

    /// <summary>cuMemGetInfo.</summary>
    public CudaResult MemoryInfo(out long free, out long total)
    {
        total = DeviceModel.MemoryBytes;
        free = total - (Current?.Memory.UsedBytes ?? 0);
        return Check();
    }

    /// <summary>cuPointerGetAttribute of the memory type: 1 host, 2 device; of memory that the driver does not know, an error.</summary>
    public CudaResult PointerMemoryType(out int type, ulong address)
    {
        type = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Current!.Memory.Find(address).Length == 0)
            return CudaResult.ERROR_INVALID_VALUE;
        type = Current.Memory.IsDevice(address) ? 2 : 1;
        return CudaResult.SUCCESS;
    }

    /// <summary>cuMemcpyAsync. The host's memory is read at once, or, in a graph, whenever it is launched.</summary>
    public CudaResult Copy(ulong target, ulong source, ulong bytes, nint stream) => Submit(stream, "memcpy", context =>
    {
        if (!context.Memory.IsWhole(target, bytes) || !context.Memory.IsWhole(source, bytes))
        {
            report($"cuMemcpyAsync of {bytes} bytes: from {context.Memory.Describe(source)}, to {context.Memory.Describe(target)}");
            return CudaResult.ERROR_INVALID_VALUE;
        }

        Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
        return CudaResult.SUCCESS;
    });

    /// <summary>cuMemsetD8Async.</summary>
    public CudaResult Set(ulong target, byte value, ulong bytes, nint stream) => Submit(stream, "memset", context =>
    {
        if (context.Memory.Find(target).Length == 0 || !context.Memory.IsWhole(target, bytes))
        {
            report($"cuMemsetD8Async of {bytes} bytes: {context.Memory.Describe(target)}");
            return CudaResult.ERROR_INVALID_VALUE;
        }

        NativeMemory.Fill((void*)target, (nuint)bytes, value);
        return CudaResult.SUCCESS;
    });
}
