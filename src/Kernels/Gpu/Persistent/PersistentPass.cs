using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Meetings;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Kernels.Gpu.Optimizer;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>Starts <see cref="PersistentKernel"/> for one network on one device; compiled when it is first asked for.</summary>
public sealed class PersistentPass : IDisposable
{
    private static readonly int TeamBytes = Block16.SharedLength * Float4.Bytes;

    private readonly DeviceSession session;
    private readonly NetworkMemory memory;
    private readonly AdamGains gains;
    private readonly Action<StepPlan> body;
    private readonly MemoryBuffer1D<StepOperation, Stride1D.Dense> operations;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> steps, word;
    private MemoryBuffer1D<Float4, Stride1D.Dense>? parts;
    private MemoryBuffer1D<float, Stride1D.Dense>? rowLosses;
    private Action<AcceleratorStream, KernelConfig, StepPlan>? kernel;
    private KernelConfig config;
    private (KernelGraph Graph, DeviceMatrix Features, StepWindow Window)? recorded;
    private int stepsThere;

    private PersistentPass(DeviceSession session, NetworkMemory memory, AdamGains gains, Action<StepPlan> body)
    {
        (this.session, this.memory, this.gains, this.body) = (session, memory, gains, body);
        operations = session.Accelerator.Allocate1D<StepOperation>([.. StepOperation.Of(memory)]);
        steps = session.Accelerator.Allocate1D(new int[1]);
        word = session.Accelerator.Allocate1D(new int[1]);
    }

    private int Batch => memory.Layers[0].Output.Rows;

    /// <summary>Whether a group of the device has the shared memory that the kernel takes.</summary>
    /// <param name="session">The device.</param>
    public static bool FitsOn(DeviceSession session) => session.Device.SharedBytes is not { } bytes || bytes >= FixedMemory.Teams * TeamBytes;

    /// <summary>Makes the pass of a network with a loss.</summary>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="session">The device.</param>
    /// <param name="memory">Where the network lies.</param>
    /// <param name="gains">Adam's constants.</param>
    public static PersistentPass Of<TLoss>(DeviceSession session, NetworkMemory memory, AdamGains gains)
        where TLoss : struct, IRowLoss => new(session, memory, gains, session.GroupsCanMeet
            ? PersistentKernel.Run<Block16, Quad, TLoss, AllGroups, RequestedMemory>
            : PersistentKernel.Run<Block16, Quad, TLoss, OneGroup, FixedMemory>);

    /// <summary>Starts some steps on successive batches, beginning again with the first after the last.</summary>
    /// <param name="features">All rows.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="count">Steps; the window has been told of them.</param>
    /// <param name="window">Gives batches and learning rates and takes the losses.</param>
    public void Start(DeviceMatrix features, DeviceMatrix targets, int count, StepWindow window)
    {
        var start = kernel ?? Prepare(window);
        if (!session.GroupsCanMeet)
        {
            SetSteps(count);
            start(session.Stream, config, Plan(features, targets, window));
            return;
        }

        if (recorded is not { } old || old.Features != features || old.Window != window)
        {
            recorded?.Graph.Dispose();
            var plan = Plan(features, targets, window);
            // For nothing, so that the driver has loaded it.
            SetSteps(0);
            start(session.Stream, config, plan);
            recorded = (session.RecordTogether(() => start(session.Stream, config, plan)), features, window);
        }

        SetSteps(count);
        recorded.Value.Graph.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        recorded?.Graph.Dispose();
        foreach (var owned in new IDisposable?[] { operations, steps, word, parts, rowLosses })
            owned?.Dispose();
    }

    // The number of steps lies on the device, because what is recorded keeps its arguments.
    private void SetSteps(int count)
    {
        if (count == stepsThere)
            return;
        stepsThere = count;
        session.Set(steps.View.BaseView, count);
    }

    private Action<AcceleratorStream, KernelConfig, StepPlan> Prepare(StepWindow window)
    {
        kernel = session.Accelerator.LoadKernel(body);
        rowLosses = session.Accelerator.Allocate1D<float>(window.Groups * LossPass.RowsOfSum(session));
        var chunks = Share.ChunksOf(Batch);
        parts = session.Accelerator.Allocate1D<Float4>(chunks * memory.Parameters.Whole.Length);
        if (!session.GroupsCanMeet)
        {
            config = new KernelConfig(1, Math.Min(session.ThreadsPerGroup / Block16.Threads, FixedMemory.Teams) * Block16.Threads);
            return kernel;
        }

        var teams = Math.Min(session.Device.RequestableSharedBytes!.Value / TeamBytes, RequestedMemory.MostTeams);
        session.AllowShared(kernel, teams * TeamBytes);
        var threads = teams * Block16.Threads;
        config = new KernelConfig(
            Math.Min(chunks, session.GroupsAtOnce(kernel, threads, teams * TeamBytes)), threads,
            SharedMemoryConfig.RequestDynamic<Float4>(teams * Block16.SharedLength));
        return kernel;
    }

    private StepPlan Plan(DeviceMatrix features, DeviceMatrix targets, StepWindow window)
    {
        var last = memory.Layers[^1];
        return new StepPlan
        {
            Operations = operations.View.BaseView,
            Activations = memory.Activations.Whole,
            Parameters = memory.Parameters.Whole,
            Parts = parts!.View.BaseView,
            Gradients = memory.Gradients?.Whole ?? memory.Parameters.Whole.SubView(0, 0),
            Adam = new(new(window.Rate, gains), memory.Parameters.Whole, memory.First.Whole, memory.Second.Whole),
            Features = features.View,
            Targets = targets.View,
            Rows = features.Rows,
            Batch = Batch,
            Steps = steps.View.BaseView,
            Counters = window.Counters,
            Word = word.View.BaseView,
            Slots = window.Slots,
            Values = MatrixPlace.Of(last.Output),
            Delta = MatrixPlace.Of(last.Delta).From,
            Outputs = last.Output.Columns,
            RowLosses = rowLosses!.View.BaseView,
        };
    }
}
