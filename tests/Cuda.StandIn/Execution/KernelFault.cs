using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>A launch ends here with an error. The message names kernel, block, thread and instruction.</summary>
internal sealed class KernelFault(CudaResult result, string message) : Exception(message)
{
    public CudaResult Result { get; } = result;
}
