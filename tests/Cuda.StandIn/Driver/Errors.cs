using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

/// <summary>Names and descriptions of results, as C strings that live as long as the process.</summary>
internal static class Errors
{
    private static readonly Dictionary<CudaResult, nint> Names = [], Texts = [];

    public static nint Name(CudaResult result) => Get(Names, result, $"CUDA_{result}");

    public static nint Text(CudaResult result) => Get(Texts, result, result switch
    {
        CudaResult.SUCCESS => "no error",
        CudaResult.ERROR_INVALID_VALUE => "invalid argument",
        CudaResult.ERROR_OUT_OF_MEMORY => "out of memory",
        CudaResult.ERROR_INVALID_CONTEXT => "invalid device context",
        CudaResult.ERROR_INVALID_PTX => "a PTX JIT compilation failed",
        CudaResult.ERROR_INVALID_HANDLE => "invalid resource handle",
        CudaResult.ERROR_NOT_FOUND => "named symbol not found",
        CudaResult.ERROR_ILLEGAL_ADDRESS => "an illegal memory access was encountered",
        CudaResult.ERROR_LAUNCH_TIMEOUT => "the launch timed out and was terminated",
        CudaResult.ERROR_MISALIGNED_ADDRESS => "misaligned address",
        CudaResult.ERROR_LAUNCH_FAILED => "unspecified launch failure",
        CudaResult.ERROR_COOPERATIVE_LAUNCH_TOO_LARGE => "too many blocks in cooperative launch",
        CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED => "operation not permitted when stream is capturing",
        CudaResult.ERROR_STREAM_CAPTURE_INVALIDATED => "operation failed due to a previous error during capture",
        CudaResult.ERROR_STREAM_CAPTURE_IMPLICIT => "operation would make the legacy stream depend on a capturing blocking stream",
        _ => $"CUDA_{result}",
    });

    private static nint Get(Dictionary<CudaResult, nint> cache, CudaResult result, string text)
    {
        if (!cache.TryGetValue(result, out var pointer))
            cache.Add(result, pointer = Marshal.StringToCoTaskMemUTF8(text));
        return pointer;
    }
}
