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
    private readonly MemoryBuffer1D<int, Stride1D.Dense> counts;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> rates, rate, sums;
    private readonly Action<AcceleratorStream, KernelConfig, StepCounters, int, int> advance;
    private readonly float[] read;

    // What the device will take for the first row of the next batch.
    private int next;

    /// <summary>Makes a window without steps.</summary>
    /// <param name="session">The device.</param>
    /// <param name="groups">Sums that the loss kernel leaves for each step.</param>
    public StepWindow(DeviceSession session, int groups)
    {
        (this.session, Groups) = (session, groups);
        counts = session.Accelerator.Allocate1D(new int[StepCounters.Length]);
        rates = session.Accelerator.Allocate1D<float>(Length);
        rate = session.Accelerator.Allocate1D<float>(1);
        sums = session.Accelerator.Allocate1D<float>((long)Length * groups);
        // ILGPU pins nothing that it is given by reference, and a copy goes on while the collector may move things.
        read = GC.AllocateArray<float>(Length * groups, pinned: true);
        advance = session.Accelerator.LoadKernel<StepCounters, int, int>(AdvanceKernel.Run);
        Open(new float[Length]);
    }

    /// <summary>Sums of each step.</summary>
    public int Groups { get; }

    /// <summary>Steps that were begun in this window.</summary>
    public int Used { get; private set; }

    /// <summary>The learning rate of the present step, on the device.</summary>
    internal ArrayView<float> Rate => rate.View.BaseView;

    /// <summary>What the device knows of its step.</summary>
    internal StepCounters Counters => new(counts.View.BaseView, rates.View.BaseView, rate.View.BaseView);

    /// <summary>Where the rows of the present batch begin.</summary>
    internal RowOrigin Origin => new(counts.View.BaseView);

    internal LossSlots Slots => new(counts.View.BaseView, sums.View.BaseView, Groups);

    /// <summary>Begins a new window; the losses of the old one are lost.</summary>
    /// <param name="stepRates">Learning rate of each of its <see cref="Length"/> steps, bias corrections of Adam folded in.</param>
    public void Open(float[] stepRates)
    {
        rates.View.BaseView.CopyFromCPU(session.Stream, stepRates);
        Set(StepCounters.PlaceOfStep, -1);
        Used = 0;
    }

    /// <summary>Says where the next batch begins, if it is not the one that follows the last.</summary>
    /// <param name="row">Its first row.</param>
    public void Aim(int row)
    {
        if (row != next)
            Set(StepCounters.PlaceOfNext, row);
        next = row;
    }

    /// <summary>Begins a step.</summary>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="rows">Rows in all.</param>
    public void Begin(int batch, int rows) => advance(session.Stream, new KernelConfig(1, 1), Counters, batch, rows);

    /// <summary>Notes steps that the device is about to begin.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="following">First row of the batch that follows theirs.</param>
    /// <exception cref="InvalidOperationException">The window has no room for them.</exception>
    public void Take(int steps, int following)
    {
        if (steps > Length - Used)
            throw new InvalidOperationException("The window of steps is full.");
        Used += steps;
        next = following;
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
        counts.Dispose();
        rates.Dispose();
        rate.Dispose();
        sums.Dispose();
    }

    private void Set(int place, int value) => session.Set(counts.View.BaseView.SubView(place, 1), value);
}
