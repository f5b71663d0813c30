using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

// Contexts.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuCtxCreate_v2")]
    private static CudaResult CtxCreateV2(
        nint* context, uint flags, int device) =>
        Run(driver => OfDevice(device, () => driver.CreateContext(out *context)));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxDestroy_v2")]
    private static CudaResult CtxDestroyV2(nint context) => Run(driver => driver.DestroyContext(context));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetCurrent")]
    private static CudaResult CtxSetCurrent(nint context) => Run(driver => driver.SetContext(context));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetCurrent")]
    private static CudaResult CtxGetCurrent(nint* context) => Run(driver => Set(context, driver.CurrentContext()));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSynchronize")]
    private static CudaResult CtxSynchronize() => Run(driver => driver.SynchroniseContext());

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetCacheConfig")]
    private static CudaResult CtxGetCacheConfig(int* configuration) => Run(driver => Set(configuration, 0));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetCacheConfig")]
    private static CudaResult CtxSetCacheConfig(int configuration) => Run(driver => CudaResult.SUCCESS);

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetSharedMemConfig")]
    private static CudaResult CtxGetSharedMemConfig(int* configuration) => Run(driver => Set(configuration, 0));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetSharedMemConfig")]
    private static CudaResult CtxSetSharedMemConfig(int configuration) => Run(driver => CudaResult.SUCCESS);

    [UnmanagedCallersOnly(EntryPoint = "cuCtxEnablePeerAccess")]
    private static CudaResult CtxEnablePeerAccess(nint context, uint flags) => Run(driver => CudaResult.ERROR_PEER_ACCESS_UNSUPPORTED);

    [UnmanagedCallersOnly(EntryPoint = "cuCtxDisablePeerAccess")]
    private static CudaResult CtxDisablePeerAccess(nint context) => Run(driver => CudaResult.ERROR_PEER_ACCESS_UNSUPPORTED);
}
