using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ButterE.Cuda.StandIn.Driver;

/// <summary>The functions of libcuda.so.1, with the signatures of NVIDIA's cuda.h for CUDA 12. One call at a time.</summary>
internal static unsafe partial class Exports
{
    private static readonly Lock Gate = new();
    private static CudaDriver? driver;

    private static CudaResult Run(Func<CudaDriver, CudaResult> call)
    {
        lock (Gate)
        {
            try
            {
                return call(driver ??= new CudaDriver(Settings.FromEnvironment(), Report));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Nothing may pass a C function; and what comes here is an error of this interpreter.
                Report(e.ToString());
                return CudaResult.ERROR_UNKNOWN;
            }
        }
    }

    private static void Report(string line)
    {
        using var stream = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        stream.Write(Encoding.UTF8.GetBytes($"PTX interpreter: {line}\n"));
    }
}
