using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Probe;

namespace ButterE.Native.Calls;

/// <summary>Turns what a call threw into its status and keeps the message for the thread that called. Nothing thrown leaves the library.</summary>
internal static unsafe class FailedCall
{
    [ThreadStatic]
    private static string? last;

    /// <summary>Keeps the message and gives the status.</summary>
    /// <param name="thrown">What the call threw.</param>
    /// <param name="absent">What the absence of a device, a SIMD path or a meter means to the call.</param>
    public static CallStatus Report(Exception thrown, CallStatus absent = CallStatus.Device)
    {
        if (thrown is AggregateException { InnerExceptions: [var only] })
            thrown = only;
        last = thrown.Message.ReplaceLineEndings(" ");
        switch (thrown)
        {
            case CallException call: return call.Status;
            case OperationCanceledException: return CallStatus.Cancelled;
            case UnavailableException: return absent;
            case InputException: return CallStatus.Argument;
            case InsufficientDataException: return CallStatus.InsufficientData;
            case OutOfMemoryException:
                last = RunMemory.NotEnough;
                return CallStatus.Argument;
            case IOException or UnauthorizedAccessException: return CallStatus.File;
            default:
                last = $"{thrown.GetType().Name}: {last}";
                return CallStatus.Internal;
        }
    }

    /// <summary>
    /// <c>size_t be_last_error(char *text, size_t capacity)</c>: the message of the last call on this thread that failed, cut short at a whole
    /// character where it does not fit; returns its whole length in bytes without the terminating NUL.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "be_last_error", CallConvs = [typeof(CallConvCdecl)])]
    private static nuint LastError(byte* text, nuint capacity) => NativeText.Copy(last ?? "", text, capacity);
}
