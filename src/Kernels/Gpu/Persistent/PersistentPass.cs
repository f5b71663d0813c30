using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Kernels.Gpu.Optimizer;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>Starts <see cref="PersistentKernel"/> for one network on one device; compiled when it is first asked for.</summary>
public sealed class PersistentPass : IDisposable
{
    private readonly DeviceSession session;
    private readonly NetworkMemory memory;
    private readonly AdamGains gains;
    private readonly Action<StepPlan> body;
    private readonly MemoryBuffer1D<StepOperation, Stride1D.Dense> operations;
    private MemoryBuffer1D<float, Stride1D.Dense>? rowLosses;
    private Action<AcceleratorStream, KernelConfig, StepPlan>? kernel;

    private PersistentPass(DeviceSession session, NetworkMemory memory, AdamGains gains, Action<StepPlan> body)
    {
        (this.session, this.memory, this.gains, this.body) = (session, memory, gains, body);
        operations = session.Accelerator.Allocate1D<StepOperation>([.. StepOperation.Of(memory)]);
    }

    /// <summary>Whether a group of the device has the shared memory that the kernel takes.</summary>
    /// <param name="session">The device.</param>
    public static bool FitsOn(DeviceSession session) => session.Device.SharedBytes is not { } bytes || bytes >= PersistentKernel.Teams * Block16.SharedLength * 16L;

    /// <summary>Makes the pass of a network with a loss.</summary>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="session">The device.</param>
    /// <param name="memory">Where the network lies.</param>
    /// <param name="gains">Adam's constants.</param>
    public static PersistentPass Of<TLoss>(DeviceSession session, NetworkMemory memory, AdamGains gains)
        where TLoss : struct, IRowLoss => new(session, memory, gains, PersistentKernel.Run<Block16, Quad, TLoss>);

    /// <summary>Starts some steps on successive batches, beginning again with the first after the last.</summary>
    /// <param name="features">All rows.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="first">Batch of the first step.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="window">Gives the learning rates and takes the losses.</param>
    /// <exception cref="InvalidOperationException">The window has no room for so many steps.</exception>
    public void Start(DeviceMatrix features, DeviceMatrix targets, int batch, int first, int steps, StepWindow window)
    {
        window.Take(steps);
        kernel ??= session.Accelerator.LoadKernel(body);
        rowLosses ??= session.Accelerator.Allocate1D<float>(window.Groups * LossPass.RowsOfSum(session));
        var last = memory.Layers[^1];
        var teams = Math.Min(PersistentKernel.Teams, session.ThreadsPerGroup / Block16.Threads);
        var plan = new StepPlan
        {
            Operations = operations.View.BaseView,
            Activations = memory.Activations.Whole,
            Parameters = memory.Parameters.Whole,
            Gradients = memory.Gradients?.Whole ?? memory.Parameters.Whole.SubView(0, 0),
            Adam = new(new(window.Rate, gains), memory.Parameters.Whole, memory.First.Whole, memory.Second.Whole),
            Features = features.View,
            FeatureStride = features.Stride,
            Targets = targets.View,
            Rows = features.Rows,
            Batch = batch,
            First = first,
            Steps = steps,
            Position = window.Position,
            Rates = window.Rates,
            Rate = window.Rate,
            Slots = window.Slots,
            Values = MatrixPlace.Of(last.Output),
            Delta = MatrixPlace.Of(last.Delta).From,
            Outputs = last.Output.Columns,
            RowLosses = rowLosses.View.BaseView,
        };
        kernel(session.Stream, new KernelConfig(1, teams * Block16.Threads), plan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        operations.Dispose();
        rowLosses?.Dispose();
    }
}
