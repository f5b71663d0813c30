using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

// Memory.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuMemAlloc_v2")]
    private static CudaResult MemAllocV2(ulong* address, nuint bytes) => Run(driver => driver.Allocate(out *address, (long)bytes));

    [UnmanagedCallersOnly(EntryPoint = "cuMemFree_v2")]
    private static CudaResult MemFreeV2(ulong address) => Run(driver => driver.Free(address));

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocHost_v2")]
    private static CudaResult MemAllocHostV2(ulong* address, nuint bytes) => Run(driver => driver.AllocateHost(out *address, (long)bytes));

    [UnmanagedCallersOnly(EntryPoint = "cuMemFreeHost")]
    private static CudaResult MemFreeHost(ulong address) => Run(driver => driver.FreeHost(address));

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostRegister_v2")]
    private static CudaResult MemHostRegisterV2(ulong address, nuint bytes, uint flags) => Run(driver => driver.RegisterHost(address, (long)bytes));

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostUnregister")]
    private static CudaResult MemHostUnregister(ulong address) => Run(driver => driver.UnregisterHost(address));

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostGetDevicePointer_v2")]
    private static CudaResult MemHostGetDevicePointerV2(
        ulong* address, ulong host, uint flags) =>
        Run(driver => driver.HostDevicePointer(out *address, host));

    [UnmanagedCallersOnly(EntryPoint = "cuMemGetInfo_v2")]
    private static CudaResult MemGetInfoV2(nuint* free, nuint* total) => Run(driver =>
    {
        var result = driver.MemoryInfo(out var left, out var all);
        (*free, *total) = ((nuint)left, (nuint)all);
        return result;
    });

    [UnmanagedCallersOnly(EntryPoint = "cuPointerGetAttribute")]
    private static CudaResult PointerGetAttribute(
        void* value, int attribute, ulong address) =>
        Run(driver => attribute == 2 ? driver.PointerMemoryType(out *(int*)value, address) : CudaResult.ERROR_INVALID_VALUE);

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyAsync")]
    private static CudaResult MemcpyAsync(
        ulong target, ulong source, nuint bytes, nint stream) =>
        Run(driver => driver.Copy(target, source, bytes, stream));

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD8Async")]
    private static CudaResult MemsetD8Async(
        ulong target, byte value, nuint bytes, nint stream) =>
        Run(driver => driver.Set(target, value, bytes, stream));
}
