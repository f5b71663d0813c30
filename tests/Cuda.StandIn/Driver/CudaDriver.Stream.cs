using ButterE.Cuda.StandIn.Execution;

namespace ButterE.Cuda.StandIn.Driver;

internal sealed partial class CudaDriver
{
    // The legacy stream has the handles 0 and CU_STREAM_LEGACY; CU_STREAM_PER_THREAD is 2.
    private const nint LastOfDefaultStreams = 2;

    /// <summary>cuStreamCreate; flag 1 is CU_STREAM_NON_BLOCKING.</summary>
    public CudaResult CreateStream(out nint handle, uint flags)
    {
        handle = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        var stream = new Stream((flags & 1) != 0);
        Current!.Streams.Add(stream);
        handle = KeepInContext(stream);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuStreamDestroy.</summary>
    public CudaResult DestroyStream(nint handle)
    {
        if (Find<Stream>(handle) is not { } stream)
            return CudaResult.ERROR_INVALID_HANDLE;
        foreach (var context in objects.Values.OfType<Context>())
            context.Streams.Remove(stream);
        objects.Remove(handle);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuStreamSynchronize, cuStreamQuery: not while the stream is captured.</summary>
    public CudaResult SynchroniseStream(nint handle)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (handle is >= 0 and <= LastOfDefaultStreams)
            return CheckLegacy();
        if (Find<Stream>(handle) is not { } stream)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (stream.Capture is null)
            return CudaResult.SUCCESS;
        stream.Capture.IsInvalid = true;
        return CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED;
    }

    // Does it now, or notes it in the graph of a stream that is captured.
    private CudaResult Submit(nint handle, string kind, Func<Context, CudaResult> work, Launch? kernel = null)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (handle is >= 0 and <= LastOfDefaultStreams)
            return CheckLegacy() is not CudaResult.SUCCESS and var legacy ? legacy : work(Current!);
        if (Find<Stream>(handle) is not { } stream)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (stream.Capture is not { } capture)
            return work(Current!);
        if (capture.IsInvalid)
            return CudaResult.ERROR_STREAM_CAPTURE_INVALIDATED;
        capture.Graph.Nodes.Add(new Node(kind, work, KeepInContext(kind), kernel));
        return CudaResult.SUCCESS;
    }

    // The legacy stream waits for streams that are not CU_STREAM_NON_BLOCKING, which a captured one cannot have.
    private CudaResult CheckLegacy()
    {
        if (Current!.Streams.FirstOrDefault(stream => stream is { IsNonBlocking: false, Capture: not null }) is not { } captured)
            return CudaResult.SUCCESS;
        captured.Capture!.IsInvalid = true;
        return CudaResult.ERROR_STREAM_CAPTURE_IMPLICIT;
    }

    // What may wait for other streams is forbidden while one is captured: to all threads with CU_STREAM_CAPTURE_MODE_GLOBAL, to the capturing one with
    // _THREAD_LOCAL, to none with _RELAXED.
    private CudaResult CheckUnsafe()
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        var thread = Environment.CurrentManagedThreadId;
        var captured = Current!.Streams.FirstOrDefault(
            stream => stream.Capture is { } capture && (capture.Mode == CaptureMode.Global || (capture.Mode == CaptureMode.ThreadLocal && capture.Thread == thread)));
        if (captured is null)
            return CudaResult.SUCCESS;
        captured.Capture!.IsInvalid = true;
        return CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED;
    }

    private sealed class Stream(bool isNonBlocking)
    {
        public bool IsNonBlocking { get; } = isNonBlocking;

        public Capture? Capture { get; set; }
    }

    private sealed class Capture(CaptureMode mode)
    {
        public CaptureMode Mode { get; } = mode;

        public int Thread { get; } = Environment.CurrentManagedThreadId;

        public Graph Graph { get; } = new();

        public bool IsInvalid { get; set; }
    }
}

/// <summary>CUstreamCaptureMode.</summary>
internal enum CaptureMode
{
    Global, ThreadLocal, Relaxed,
}
