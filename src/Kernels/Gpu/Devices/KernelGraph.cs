using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Devices;

/// <summary>
/// Kernels that were recorded with their arguments (a CUDA graph) and are started again and again by one call: the host pays for one launch, and the
/// device need not wait for the host between two kernels. Made by <see cref="DeviceSession.Record(Action)"/>; must be disposed before its session.
/// </summary>
public sealed class KernelGraph : IDisposable
{
    private readonly DeviceSession session;
    private readonly nint executable;
    private bool isDisposed;

    private KernelGraph(DeviceSession session, nint executable, int kernels) => (this.session, this.executable, Kernels) = (session, executable, kernels);

    /// <summary>How many kernels it starts.</summary>
    public int Kernels { get; }

    /// <summary>Starts all of it on the session's stream and returns.</summary>
    /// <exception cref="CudaException">The driver refused it.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        session.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.GraphLaunch(executable, StreamOf(session)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        session.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.GraphExecutableDestroy(executable));
    }

    /// <summary>Records.</summary>
    /// <param name="session">A session of a CUDA device.</param>
    /// <param name="start">Starts kernels on its stream; must neither copy nor wait.</param>
    /// <param name="areTogether">Whether all groups of a kernel must be on the device at a time, because they wait for each other.</param>
    internal static KernelGraph Record(DeviceSession session, Action start, bool areTogether)
    {
        session.Accelerator.Bind();
        var stream = StreamOf(session);
        CudaDriver.Check(CudaDriver.BeginCapture(stream, CudaDriver.CaptureRelaxed));
        nint graph;
        try
        {
            start();
        }
        finally
        {
            // Also after an exception: the stream would stay in recording.
            CudaDriver.Check(CudaDriver.EndCapture(stream, out graph));
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
            return new KernelGraph(session, executable, nodes.Length);
        }
        finally
        {
            CudaDriver.Check(CudaDriver.GraphDestroy(graph));
        }
    }

    private static nint StreamOf(DeviceSession session) => ((CudaStream)session.Stream).StreamPtr;
}
