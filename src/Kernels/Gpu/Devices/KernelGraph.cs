using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Devices;

/// <summary>
/// Kernels that were recorded with their arguments (a CUDA graph) and are started again and again by one call: the host pays for one launch, and the
/// device need not wait for the host between two kernels. Must be disposed before the session that recorded it.
/// </summary>
public sealed class KernelGraph : IDisposable
{
    private readonly CudaStream stream;
    private readonly nint executable;
    private bool isDisposed;

    private KernelGraph(CudaStream stream, nint executable, int kernels) => (this.stream, this.executable, Kernels) = (stream, executable, kernels);

    /// <summary>How many kernels it starts.</summary>
    public int Kernels { get; }

    /// <summary>Starts all of it on the session's stream and returns.</summary>
    /// <exception cref="CudaException">The driver refused it.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        stream.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.GraphLaunch(executable, stream.StreamPtr));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        stream.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.GraphExecutableDestroy(executable));
    }

    /// <summary>Records.</summary>
    /// <param name="stream">A stream of its own, not the default one.</param>
    /// <param name="start">Starts kernels on it; must neither copy nor wait.</param>
    /// <param name="areTogether">Whether all groups of a kernel must be on the device at a time, because they wait for each other.</param>
    internal static KernelGraph Record(CudaStream stream, Action start, bool areTogether)
    {
        stream.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.BeginCapture(stream.StreamPtr, CudaDriver.CaptureRelaxed));
        nint graph;
        try
        {
            start();
        }
        finally
        {
            // Also after an exception: the stream would stay in recording.
            CudaDriver.Check(CudaDriver.EndCapture(stream.StreamPtr, out graph));
        }

        try
        {
            nuint count = 0;
            CudaDriver.Check(CudaDriver.GraphGetNodes(graph, null, ref count));
            var nodes = new nint[count];
            CudaDriver.Check(CudaDriver.GraphGetNodes(graph, nodes, ref count));
            if (areTogether)
            {
                foreach (var node in nodes)
                    CudaDriver.Check(CudaDriver.KernelNodeSetAttribute(node, CudaDriver.KernelNodeCooperative, new(cooperative: 1)));
            }

            CudaDriver.Check(CudaDriver.GraphInstantiate(out var executable, graph, 0));
            return new KernelGraph(stream, executable, nodes.Length);
        }
        finally
        {
            CudaDriver.Check(CudaDriver.GraphDestroy(graph));
        }
    }
}
