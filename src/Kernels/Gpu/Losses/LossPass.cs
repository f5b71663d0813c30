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
    private readonly int threads;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int, LossSlots> kernel;

    private LossPass(
        DeviceSession session, Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int, LossSlots> body)
    {
        this.session = session;
        threads = ThreadsOn(session);
        kernel = session.Accelerator.LoadKernel(body);
    }

    /// <summary>Softmax and categorical cross-entropy.</summary>
    public static LossPass SoftmaxCrossEntropy(DeviceSession session) => new(session, LossKernel.Run<SoftmaxCrossEntropy>);

    /// <summary>Sigmoid and binary cross-entropy.</summary>
    public static LossPass SigmoidBinaryCrossEntropy(DeviceSession session) => new(session, LossKernel.Run<SigmoidBinaryCrossEntropy>);

    /// <summary>Sigmoid and mean squared error.</summary>
    public static LossPass SigmoidMeanSquaredError(DeviceSession session) => new(session, LossKernel.Run<SigmoidMeanSquaredError>);

    /// <summary>Sums that a batch leaves.</summary>
    /// <param name="session">The device.</param>
    /// <param name="batch">Rows of a whole batch.</param>
    public static int Groups(DeviceSession session, int batch) => (batch + ThreadsOn(session) - 1) / ThreadsOn(session);

    /// <summary>Starts the pass.</summary>
    /// <param name="values">The output layer before its activation [batch, outputs].</param>
    /// <param name="targets">The targets [rows, outputs].</param>
    /// <param name="gradient">Receives the gradient of the batch's mean loss [batch, outputs].</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="window">Receives the losses, at its present step.</param>
    public void Start(DeviceMatrix values, DeviceMatrix targets, DeviceMatrix gradient, int rows, StepWindow window) => kernel(
        session.Stream, new KernelConfig(window.Groups, threads), values.Floats, targets.Floats, gradient.Floats,
        values.Stride * Float4.Lanes, rows, values.Columns, window.Slots);

    private static int ThreadsOn(DeviceSession session) =>
        (int)Math.Min(LossKernel.Threads, BitOperations.RoundUpToPowerOf2((uint)session.ThreadsPerGroup + 1) >> 1);
}
