using System.Diagnostics;

namespace ButterE.Cuda.StandIn.Driver;

internal sealed partial class CudaDriver
{
    /// <summary>cuEventCreate.</summary>
    public CudaResult CreateEvent(out nint handle)
    {
        handle = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        handle = KeepInContext(new Event());
        return CudaResult.SUCCESS;
    }

    /// <summary>cuEventDestroy.</summary>
    public CudaResult DestroyEvent(nint handle) =>
        Find<Event>(handle) is not null && objects.Remove(handle) ? CudaResult.SUCCESS : CudaResult.ERROR_INVALID_HANDLE;

    /// <summary>cuEventRecord: the time; of a captured stream only that it is part of the capture, which does not replay it here.</summary>
    public CudaResult RecordEvent(nint handle, nint stream)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Event>(handle) is not { } record)
            return CudaResult.ERROR_INVALID_HANDLE;
        record.IsCaptured = Find<Stream>(stream)?.Capture is not null;
        record.Time = record.IsCaptured ? null : Stopwatch.GetTimestamp();
        return CudaResult.SUCCESS;
    }

    /// <summary>cuEventQuery, cuEventSynchronize.</summary>
    public CudaResult QueryEvent(nint handle) =>
        Check() is not CudaResult.SUCCESS and var error ? error
        : Find<Event>(handle) is not { } record ? CudaResult.ERROR_INVALID_HANDLE
        : record.IsCaptured ? CudaResult.ERROR_CAPTURED_EVENT : CudaResult.SUCCESS;

    /// <summary>cuEventElapsedTime, by the host's clock.</summary>
    public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
    {
        milliseconds = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Event>(start)?.Time is not { } from || Find<Event>(end)?.Time is not { } to)
            return CudaResult.ERROR_INVALID_HANDLE;
        milliseconds = (float)Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
        return CudaResult.SUCCESS;
    }

    private sealed class Event
    {
        public long? Time { get; set; }

        public bool IsCaptured { get; set; }
    }
}
