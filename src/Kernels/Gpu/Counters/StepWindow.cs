using ButterE.Kernels.Gpu.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Counters;

/// <summary>
/// A run of steps that the device makes on its own: their learning rates lie there before, their losses stay there until they are asked for. When the
/// window is full, the owner opens the next one.
/// </summary>
public sealed class StepWindow : IDisposable
{
    /// <summary>Steps of a window.</summary>
    public const int Length = 1024;

    private readonly DeviceSession session;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> position;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> rates, rate, sums;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<int>, ArrayView<float>, ArrayView<float>> advance;
    private readonly float[] read;

    /// <summary>Makes a window without steps.</summary>
    /// <param name="session">The device.</param>
    /// <param name="groups">Sums that the loss kernel leaves for each step.</param>
    public StepWindow(DeviceSession session, int groups)
    {
        (this.session, Groups) = (session, groups);
        position = session.Accelerator.Allocate1D<int>(1);
        rates = session.Accelerator.Allocate1D<float>(Length);
        rate = session.Accelerator.Allocate1D<float>(1);
        sums = session.Accelerator.Allocate1D<float>((long)Length * groups);
        read = new float[groups];
        advance = session.Accelerator.LoadKernel<ArrayView<int>, ArrayView<float>, ArrayView<float>>(AdvanceKernel.Run);
        Open(new float[Length]);
    }

    /// <summary>Sums of each step.</summary>
    public int Groups { get; }

    /// <summary>Steps that were begun in this window.</summary>
    public int Used { get; private set; }

    /// <summary>The learning rate of the present step, on the device.</summary>
    internal ArrayView<float> Rate => rate.View.BaseView;

    internal LossSlots Slots => new(position.View.BaseView, sums.View.BaseView, Groups);

    /// <summary>Begins a new window; the losses of the old one are lost.</summary>
    /// <param name="stepRates">Learning rate of each of its <see cref="Length"/> steps, bias corrections of Adam folded in.</param>
    public void Open(float[] stepRates)
    {
        rates.View.BaseView.CopyFromCPU(session.Stream, stepRates);
        position.View.BaseView.CopyFromCPU(session.Stream, new[] { -1 });
        session.Wait();
        Used = 0;
    }

    /// <summary>Begins a step, here and on the device.</summary>
    /// <exception cref="InvalidOperationException">The window is full.</exception>
    public void Begin()
    {
        if (Used == Length)
            throw new InvalidOperationException("The window of steps is full.");
        Used++;
        advance(session.Stream, new KernelConfig(1, 1), position.View.BaseView, rates.View.BaseView, rate.View.BaseView);
    }

    /// <summary>Waits for the device and reads the loss of the last step.</summary>
    /// <returns>Sum of the losses of its rows.</returns>
    public double ReadLast()
    {
        sums.View.SubView((Used - 1) * Groups, Groups).CopyToCPU(session.Stream, read);
        session.Wait();
        double loss = 0;
        foreach (var sum in read)
            loss += sum;
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        position.Dispose();
        rates.Dispose();
        rate.Dispose();
        sums.Dispose();
    }
}
