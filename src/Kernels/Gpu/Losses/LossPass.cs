using System.Numerics;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>A loss on one device.</summary>
public sealed class LossPass
{
    private readonly DeviceSession session;
    private readonly Action<AcceleratorStream, KernelConfig, LossMatrices, int, RowOrigin, LossSlots> kernel;

    private LossPass(DeviceSession session, Action<LossMatrices, int, RowOrigin, LossSlots> body)
    {
        this.session = session;
        kernel = session.Accelerator.LoadKernel(body);
    }

    /// <summary>Makes the pass of a loss.</summary>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="session">The device.</param>
    public static LossPass Of<TLoss>(DeviceSession session)
        where TLoss : struct, IRowLoss => new(session, LossKernel.Run<TLoss>);

    /// <summary>Sums that a batch leaves.</summary>
    /// <param name="session">The device.</param>
    /// <param name="batch">Rows of a whole batch.</param>
    public static int Groups(DeviceSession session, int batch) => (batch + RowsOfSum(session) - 1) / RowsOfSum(session);

    /// <summary>Rows whose losses make one sum.</summary>
    /// <param name="session">The device.</param>
    public static int RowsOfSum(DeviceSession session) =>
        (int)Math.Min(LossKernel.Threads, BitOperations.RoundUpToPowerOf2((uint)session.ThreadsPerGroup + 1) >> 1);

    /// <summary>Starts the pass.</summary>
    /// <param name="values">The output layer before its activation [batch, outputs].</param>
    /// <param name="targets">The targets [rows, outputs].</param>
    /// <param name="gradient">Receives the gradient of the batch's mean loss [batch, outputs].</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="window">Receives the losses, at its present step.</param>
    public void Start(DeviceMatrix values, DeviceMatrix targets, DeviceMatrix gradient, int rows, StepWindow window) => kernel(
        session.Stream, new KernelConfig(window.Groups, RowsOfSum(session)),
        new LossMatrices(values.Floats, targets.Floats, gradient.Floats, values.Stride * Float4.Lanes, values.Columns), rows, targets.Origin, window.Slots);
}
