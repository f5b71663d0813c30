using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Tests;

/// <summary>Capture of streams, as the CUDA driver API describes it.</summary>
public sealed class StreamTests
{
    private const string Add = "ld.global.u32 %r1, [%out]; add.u32 %r1, %r1, 1; st.global.u32 [%out], %r1;";

    [Fact]
    public void A_captured_launch_runs_when_its_graph_is_launched_with_the_arguments_of_then()
    {
        using var machine = new Machine();
        var (function, stream) = (machine.Load(Machine.Kernel(Add)), Stream(machine));
        var address = machine.Allocate(1);
        machine.Write(address, 0u);
        Machine.Succeed(machine.Driver.BeginCapture(stream, CaptureMode.Relaxed));
        Machine.Succeed(machine.Launch(function, address, stream: stream));
        Machine.Succeed(machine.Launch(function, address, stream: stream));
        Machine.Succeed(machine.Driver.IsCapturing(stream, out var status));
        Assert.Equal(1, status);
        Machine.Succeed(machine.Driver.EndCapture(stream, out var graph));
        Assert.Equal(0u, machine.Read<uint>(address, 1)[0]);
        Machine.Succeed(machine.Driver.GraphNodes(graph, out var nodes));
        Assert.Equal(2, nodes.Count);
        Machine.Succeed(machine.Driver.InstantiateGraph(out var executable, graph));
        Machine.Succeed(machine.Driver.DestroyGraph(graph));
        for (var launch = 0; launch < 3; launch++)
            Machine.Succeed(machine.Driver.LaunchGraph(executable, stream));
        Assert.Equal(6u, machine.Read<uint>(address, 1)[0]);
        Machine.Succeed(machine.Driver.DestroyGraph(executable));
        Assert.NotEqual(CudaResult.SUCCESS, machine.Driver.LaunchGraph(executable, stream));
    }

    [Fact]
    public void A_kernel_of_a_graph_becomes_cooperative_by_its_attribute_if_its_blocks_fit()
    {
        using var machine = new Machine(Machine.With());
        var (function, stream) = (machine.Load(Machine.Kernel(Machine.WaitForLaterBlock)), Stream(machine));
        var address = machine.Allocate(1);
        var (node, graph) = Captured(blocks: 2);
        Machine.Succeed(machine.Driver.SetCooperative(node, isCooperative: true));
        Machine.Succeed(machine.Driver.InstantiateGraph(out var executable, graph));
        Machine.Succeed(machine.Driver.LaunchGraph(executable, stream));
        Assert.Equal(7u, machine.Read<uint>(address, 1)[0]);
        Assert.Equal(
            CudaResult.ERROR_COOPERATIVE_LAUNCH_TOO_LARGE, machine.Driver.SetCooperative(Captured(blocks: 1 << 20).Node, isCooperative: true));

        (nint Node, nint Graph) Captured(uint blocks)
        {
            Machine.Succeed(machine.Driver.BeginCapture(stream, CaptureMode.Relaxed));
            Machine.Succeed(machine.Launch(function, address, blocks, stream: stream));
            Machine.Succeed(machine.Driver.EndCapture(stream, out var captured));
            Machine.Succeed(machine.Driver.GraphNodes(captured, out var nodes));
            return (nodes[0], captured);
        }
    }

    [Fact]
    public void To_wait_for_a_captured_stream_is_forbidden_and_spoils_the_capture()
    {
        using var machine = new Machine();
        var stream = Stream(machine);
        Machine.Succeed(machine.Driver.BeginCapture(stream, CaptureMode.Relaxed));
        Assert.Equal(CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED, machine.Driver.SynchroniseStream(stream));
        Assert.Equal(CudaResult.ERROR_STREAM_CAPTURE_INVALIDATED, machine.Driver.EndCapture(stream, out var graph));
        Assert.Equal(0, graph);
        Machine.Succeed(machine.Driver.SynchroniseStream(stream));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Memory_is_allocated_meanwhile_in_relaxed_mode_only(int mode, bool isAllowed)
    {
        using var machine = new Machine();
        Machine.Succeed(machine.Driver.BeginCapture(Stream(machine), (CaptureMode)mode));
        Assert.Equal(isAllowed ? CudaResult.SUCCESS : CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED, machine.Driver.Allocate(out _, 16));
    }

    [Fact]
    public void The_default_stream_cannot_be_captured_and_does_not_wait_for_one_that_is()
    {
        using var machine = new Machine();
        Assert.Equal(CudaResult.ERROR_STREAM_CAPTURE_UNSUPPORTED, machine.Driver.BeginCapture(0, CaptureMode.Relaxed));
        var (function, address) = (machine.Load(Machine.Kernel(Add)), machine.Allocate(1));
        Machine.Succeed(machine.Driver.BeginCapture(Stream(machine), CaptureMode.Relaxed));
        Machine.Succeed(machine.Launch(function, address));
        Machine.Succeed(machine.Driver.CreateStream(out var blocking, 0));
        Machine.Succeed(machine.Driver.BeginCapture(blocking, CaptureMode.Relaxed));
        Assert.Equal(CudaResult.ERROR_STREAM_CAPTURE_IMPLICIT, machine.Launch(function, address));
    }

    private static nint Stream(Machine machine)
    {
        Machine.Succeed(machine.Driver.CreateStream(out var stream, 1));
        return stream;
    }
}
