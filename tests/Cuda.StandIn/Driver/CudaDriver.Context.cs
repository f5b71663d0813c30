namespace ButterE.Cuda.StandIn.Driver;

internal sealed partial class CudaDriver
{
    /// <summary>cuCtxCreate: a new context, current in this thread.</summary>
    public CudaResult CreateContext(out nint handle)
    {
        var context = new Context();
        handle = Keep(context);
        current = context;
        return CudaResult.SUCCESS;
    }

    /// <summary>cuCtxDestroy: everything in it goes as well.</summary>
    public CudaResult DestroyContext(nint handle)
    {
        if (Find<Context>(handle) is not { } context)
            return CudaResult.ERROR_INVALID_CONTEXT;
        foreach (var item in context.Handles)
            objects.Remove(item);
        objects.Remove(handle);
        context.Memory.Dispose();
        context.IsDestroyed = true;
        return CudaResult.SUCCESS;
    }

    /// <summary>cuCtxSetCurrent.</summary>
    public CudaResult SetContext(nint handle)
    {
        if (handle == 0)
        {
            current = null;
            return CudaResult.SUCCESS;
        }

        if (Find<Context>(handle) is not { } context)
            return CudaResult.ERROR_INVALID_CONTEXT;
        current = context;
        return CudaResult.SUCCESS;
    }

    /// <summary>cuCtxGetCurrent.</summary>
    public nint CurrentContext() => Current is { } context ? objects.First(item => item.Value == context).Key : 0;

    /// <summary>cuCtxSynchronize: not while a stream of the context is captured.</summary>
    public CudaResult SynchroniseContext()
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        var captures = Current!.Streams.Where(stream => stream.Capture is not null).ToArray();
        foreach (var stream in captures)
            stream.Capture!.IsInvalid = true;
        return captures.Length > 0 ? CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED : CudaResult.SUCCESS;
    }

    private nint KeepInContext(object item)
    {
        var handle = Keep(item);
        Current!.Handles.Add(handle);
        return handle;
    }
}
