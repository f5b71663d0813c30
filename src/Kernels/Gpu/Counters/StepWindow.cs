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
        // ILGPU pins nothing that it is given by reference, and a copy goes on while the collector may move things.
        read = GC.AllocateArray<float>(Length * groups, pinned: true);
        advance = session.Accelerator.LoadKernel<ArrayView<int>, ArrayView<float>, ArrayView<float>>(AdvanceKernel.Run);
        Open(new float[Length]);
    }

    /// <summary>Sums of each step.</summary>
    public int Groups { get; }

    /// <summary>Steps that were begun in this window.</summary>
    public int Used { get; private set; }

    /// <summary>The learning rate of the present step, on the device.</summary>
    internal ArrayView<float> Rate => rate.View.BaseView;

    /// <summary>Learning rates of all steps of the window.</summary>
    internal ArrayView<float> Rates => rates.View.BaseView;

    /// <summary>Number of the present step, on the device.</summary>
    internal ArrayView<int> Position => position.View.BaseView;

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
        Take(1);
        advance(session.Stream, new KernelConfig(1, 1), position.View.BaseView, rates.View.BaseView, rate.View.BaseView);
    }

    /// <summary>Gives steps to a kernel that begins them itself.</summary>
    /// <param name="steps">How many.</param>
    /// <exception cref="InvalidOperationException">The window has no room for them.</exception>
    internal void Take(int steps)
    {
        if (steps > Length - Used)
            throw new InvalidOperationException("The window of steps is full.");
        Used += steps;
    }

    /// <summary>Waits for the device and reads the losses of successive steps.</summary>
    /// <param name="from">The first of them, counted in this window.</param>
    /// <param name="losses">Receives the sum of the losses of the rows of each.</param>
    public void Read(int from, Span<double> losses)
    {
        if (losses.IsEmpty)
            return;
        sums.View.BaseView.SubView((long)from * Groups, (long)losses.Length * Groups).CopyToCPU(session.Stream, ref read[0], (long)losses.Length * Groups);
        session.Wait();
        for (var step = 0; step < losses.Length; step++)
        {
            losses[step] = 0;
            foreach (var sum in read.AsSpan(step * Groups, Groups))
                losses[step] += sum;
        }
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
