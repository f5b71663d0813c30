using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

// Events.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuEventCreate")]
    private static CudaResult EventCreate(nint* handle, uint flags) => Run(driver => driver.CreateEvent(out *handle));

    [UnmanagedCallersOnly(EntryPoint = "cuEventDestroy_v2")]
    private static CudaResult EventDestroyV2(nint handle) => Run(driver => driver.DestroyEvent(handle));

    [UnmanagedCallersOnly(EntryPoint = "cuEventRecord")]
    private static CudaResult EventRecord(nint handle, nint stream) => Run(driver => driver.RecordEvent(handle, stream));

    [UnmanagedCallersOnly(EntryPoint = "cuEventQuery")]
    private static CudaResult EventQuery(nint handle) => Run(driver => driver.QueryEvent(handle));

    [UnmanagedCallersOnly(EntryPoint = "cuEventSynchronize")]
    private static CudaResult EventSynchronize(nint handle) => Run(driver => driver.QueryEvent(handle));

    [UnmanagedCallersOnly(EntryPoint = "cuEventElapsedTime")]
    private static CudaResult EventElapsedTime(
        float* milliseconds, nint start, nint end) =>
        Run(driver => driver.ElapsedTime(out *milliseconds, start, end));
}
