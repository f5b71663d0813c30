using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

// Streams and graphs.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuStreamCreate")]
    private static CudaResult StreamCreate(nint* stream, uint flags) => Run(driver => driver.CreateStream(out *stream, flags));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamCreateWithPriority")]
    private static CudaResult StreamCreateWithPriority(
        nint* stream, uint flags, int priority) =>
        Run(driver => driver.CreateStream(out *stream, flags));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamDestroy_v2")]
    private static CudaResult StreamDestroyV2(nint stream) => Run(driver => driver.DestroyStream(stream));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamSynchronize")]
    private static CudaResult StreamSynchronize(nint stream) => Run(driver => driver.SynchroniseStream(stream));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamQuery")]
    private static CudaResult StreamQuery(nint stream) => Run(driver => driver.SynchroniseStream(stream));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCapture_v2")]
    private static CudaResult StreamBeginCaptureV2(nint stream, CaptureMode mode) => Run(driver => driver.BeginCapture(stream, mode));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamEndCapture")]
    private static CudaResult StreamEndCapture(nint stream, nint* graph) => Run(driver => driver.EndCapture(stream, out *graph));

    [UnmanagedCallersOnly(EntryPoint = "cuStreamIsCapturing")]
    private static CudaResult StreamIsCapturing(nint stream, int* status) => Run(driver => driver.IsCapturing(stream, out *status));

    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiateWithFlags")]
    private static CudaResult GraphInstantiateWithFlags(
        nint* executable, nint graph, ulong flags) =>
        Run(driver => driver.InstantiateGraph(out *executable, graph));

    [UnmanagedCallersOnly(EntryPoint = "cuGraphLaunch")]
    private static CudaResult GraphLaunch(nint executable, nint stream) => Run(driver => driver.LaunchGraph(executable, stream));

    [UnmanagedCallersOnly(EntryPoint = "cuGraphGetNodes")]
    private static CudaResult GraphGetNodes(nint graph, nint* nodes, nuint* count) => Run(driver =>
    {
        var result = driver.GraphNodes(graph, out var all);
        if (nodes is null)
            return result is CudaResult.SUCCESS ? Set(count, (nuint)all.Count) : result;
        for (nuint i = 0; i < *count; i++)
            nodes[i] = (int)i < all.Count ? all[(int)i] : 0;
        *count = Math.Min(*count, (nuint)all.Count);
        return result;
    });

    // CU_KERNEL_NODE_ATTRIBUTE_COOPERATIVE is 2; of its value, a union of 64 bytes, only the first integer counts.
    [UnmanagedCallersOnly(EntryPoint = "cuGraphKernelNodeSetAttribute")]
    private static CudaResult GraphKernelNodeSetAttribute(nint node, int attribute, int* value) => Run(
        driver => attribute == 2 ? driver.SetCooperative(node, *value != 0) : CudaResult.ERROR_INVALID_VALUE);

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecDestroy")]
    private static CudaResult GraphExecDestroy(nint executable) => Run(driver => driver.DestroyGraph(executable));

    [UnmanagedCallersOnly(EntryPoint = "cuGraphDestroy")]
    private static CudaResult GraphDestroy(nint graph) => Run(driver => driver.DestroyGraph(graph));
}
