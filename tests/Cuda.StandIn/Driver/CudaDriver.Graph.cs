using ButterE.Cuda.StandIn.Execution;

namespace ButterE.Cuda.StandIn.Driver;

internal sealed partial class CudaDriver
{
    /// <summary>cuStreamBeginCapture.</summary>
    public CudaResult BeginCapture(nint handle, CaptureMode mode)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (handle is 0 or 1)
            return CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED;
        if (Find<Stream>(handle) is not { } stream)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (stream.Capture is not null)
            return CudaResult.ERROR_ILLEGAL_STATE;
        if (!Enum.IsDefined(mode))
            return CudaResult.ERROR_INVALID_VALUE;
        stream.Capture = new Capture(mode);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuStreamEndCapture: the graph; none where something forbidden was done meanwhile.</summary>
    public CudaResult EndCapture(nint handle, out nint graph)
    {
        graph = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Stream>(handle) is not { } stream)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (stream.Capture is not { } capture)
            return CudaResult.ERROR_ILLEGAL_STATE;
        if (capture.Mode != CaptureMode.Relaxed && capture.Thread != Environment.CurrentManagedThreadId)
            return CudaResult.ERROR_STREAM_CAPTURE_WRONG_THREAD;
        stream.Capture = null;
        if (capture.IsInvalid)
            return CudaResult.ERROR_STREAM_CAPTURE_INVALIDATED;
        graph = KeepInContext(capture.Graph);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuStreamIsCapturing: 0 no, 1 yes, 2 yes and spoiled.</summary>
    public CudaResult IsCapturing(nint handle, out int status)
    {
        status = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (handle is >= 0 and <= LastOfDefaultStreams)
            return CheckLegacy();
        if (Find<Stream>(handle) is not { } stream)
            return CudaResult.ERROR_INVALID_HANDLE;
        status = stream.Capture is null ? 0 : stream.Capture.IsInvalid ? 2 : 1;
        return CudaResult.SUCCESS;
    }

    /// <summary>cuGraphInstantiateWithFlags: a copy that later changes of the graph do not reach.</summary>
    public CudaResult InstantiateGraph(out nint executable, nint handle)
    {
        executable = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Graph>(handle) is not { } graph)
            return CudaResult.ERROR_INVALID_VALUE;
        executable = KeepInContext(new ExecutableGraph([.. graph.Nodes]));
        return CudaResult.SUCCESS;
    }

    /// <summary>cuGraphLaunch: does all nodes in the order of their capture.</summary>
    public CudaResult LaunchGraph(nint handle, nint stream) => Find<ExecutableGraph>(handle) is not { } graph
        ? CudaResult.ERROR_INVALID_VALUE
        : Submit(stream, "graph", context =>
        {
            foreach (var node in graph.Nodes)
            {
                if (node.Work(context) is not CudaResult.SUCCESS and var error)
                    return error;
            }

            return CudaResult.SUCCESS;
        });

    /// <summary>cuGraphGetNodes.</summary>
    public CudaResult GraphNodes(nint handle, out IReadOnlyList<nint> nodes)
    {
        nodes = [];
        if (Find<Graph>(handle) is not { } graph)
            return CudaResult.ERROR_INVALID_VALUE;
        nodes = [.. graph.Nodes.Select(node => node.Handle)];
        return CudaResult.SUCCESS;
    }

    /// <summary>cuGraphKernelNodeSetAttribute, CU_KERNEL_NODE_ATTRIBUTE_COOPERATIVE only: all blocks of the kernel will be there at once.</summary>
    public CudaResult SetCooperative(nint handle, bool isCooperative)
    {
        if (objects.Values.OfType<Graph>().FirstOrDefault(graph => graph.Nodes.Exists(node => node.Handle == handle)) is not { } owner)
            return CudaResult.ERROR_INVALID_VALUE;
        var index = owner.Nodes.FindIndex(node => node.Handle == handle);
        if (owner.Nodes[index].Kernel is not { } kernel)
            return CudaResult.ERROR_INVALID_VALUE;
        if (isCooperative && RefuseCooperative(kernel) is not CudaResult.SUCCESS and var refusal)
            return refusal;
        var changed = kernel with { IsCooperative = isCooperative };
        owner.Nodes[index] = owner.Nodes[index] with { Kernel = changed, Work = context => Run(changed, context) };
        return CudaResult.SUCCESS;
    }

    /// <summary>cuGraphDestroy, cuGraphExecDestroy.</summary>
    public CudaResult DestroyGraph(nint handle) =>
        Find<object>(handle) is Graph or ExecutableGraph && objects.Remove(handle) ? CudaResult.SUCCESS : CudaResult.ERROR_INVALID_VALUE;

    private sealed record Node(string Kind, Func<Context, CudaResult> Work, nint Handle, Launch? Kernel);

    private sealed class Graph
    {
        public List<Node> Nodes { get; } = [];
    }

    private sealed record ExecutableGraph(IReadOnlyList<Node> Nodes);
}
