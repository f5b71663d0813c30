using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Meetings;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Access;

/// <summary>
/// Memory of a device and the kernels that go through it: what a probe times. Every method but <see cref="Wait"/>, <see cref="Link"/> and the transfers
/// starts its work and returns.
/// </summary>
public sealed class MemoryAccess : IDisposable
{
    // Enough to hide latencies, and no fewer multiprocessors than the device has are busy.
    private const int MostThreads = 512;

    // For a finer granule than the streams', so that capacities can be told apart.
    private const int MostFineThreads = 256;

    private readonly DeviceSession session;
    private readonly MemoryBuffer1D<Float4, Stride1D.Dense> data;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> position, word;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> sums;
    private readonly PageLockedArray1D<int> host;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<int>, ArrayView<int>, int> chase, chaseShared;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<float>, int, int> read;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<float>, int> readShared;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, int, int> write, copy;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<int>, int> empty;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<int>, int>? meet;
    private readonly Action<AcceleratorStream, KernelConfig, long, ArrayView<float>, int, int>? readPast;

    /// <summary>Allocates the memory, all 0, and compiles the kernels.</summary>
    /// <param name="session">The device.</param>
    /// <param name="bytes">Largest working set, a multiple of <see cref="Granule"/> times its multiprocessors.</param>
    /// <exception cref="AcceleratorException">The device has too little memory.</exception>
    public MemoryAccess(DeviceSession session, long bytes)
    {
        var accelerator = session.Accelerator;
        this.session = session;
        Bytes = bytes;
        // One work item of a processor is one thread of it, and runs through memory the faster the fewer share it.
        Threads = session.Device.IsHostProcessor ? 1 : Math.Min(MostThreads, session.ThreadsPerGroup);
        data = accelerator.Allocate1D<Float4>(bytes / Float4.Bytes);
        data.View.BaseView.MemSetToZero(session.Stream);
        position = accelerator.Allocate1D(new int[1]);
        word = accelerator.Allocate1D(new int[1]);
        sums = accelerator.Allocate1D<float>(session.Multiprocessors * Threads);
        host = accelerator.AllocatePageLocked1D<int>(bytes / sizeof(int));
        chase = accelerator.LoadKernel<ArrayView<int>, ArrayView<int>, int>(ChaseKernel.Run);
        chaseShared = accelerator.LoadKernel<ArrayView<int>, ArrayView<int>, int>(ChaseKernel.RunShared);
        read = accelerator.LoadKernel<ArrayView<Float4>, ArrayView<float>, int, int>(StreamKernels.Read);
        readShared = accelerator.LoadKernel<ArrayView<Float4>, ArrayView<float>, int>(StreamKernels.ReadShared);
        write = accelerator.LoadKernel<ArrayView<Float4>, int, int>(StreamKernels.Write);
        copy = accelerator.LoadKernel<ArrayView<Float4>, int, int>(StreamKernels.Copy);
        empty = accelerator.LoadKernel<ArrayView<int>, int>(EmptyKernel.Run);
        // Only CUDA devices can pass by a cache.
        readPast = session.CanRecord ? accelerator.LoadKernel<long, ArrayView<float>, int, int>(SharedCacheKernel.Run) : null;
        meet = session.GroupsCanMeet ? accelerator.LoadKernel<ArrayView<int>, int>(MeetingKernel.Run) : null;
        Wait();
    }

    /// <summary>Bytes of shared memory that <see cref="ReadShared"/> passes over, and the most that a chain there takes.</summary>
    public const int SharedBytes = StreamKernels.SharedLength * Float4.Bytes;

    /// <summary>Largest working set, bytes.</summary>
    public long Bytes { get; }

    /// <summary>Threads of a group.</summary>
    public int Threads { get; }

    /// <summary>Multiprocessors that can be busy together.</summary>
    public int Units => session.Multiprocessors;

    /// <summary>The part of each group is a multiple of this many bytes, for all streams.</summary>
    public int Granule => 2 * StreamKernels.Unroll * Threads * Float4.Bytes;

    /// <summary>The same for <see cref="ReadFinely"/>.</summary>
    public int FineGranule => StreamKernels.Unroll * FineThreads * Float4.Bytes;

    private int FineThreads => Math.Min(MostFineThreads, Threads);

    /// <summary>Whether kernels can be recorded (<see cref="RecordEmpty"/>).</summary>
    public bool CanRecord => session.CanRecord;

    /// <summary>Whether the groups of a kernel can meet (<see cref="RecordMeetings"/>).</summary>
    public bool CanMeet => meet is not null;

    /// <summary>Where the host prepares a chain: at the place of each node the place of the next, both counted in integers from the begin.</summary>
    public Span<int> Host => host.Span;

    /// <summary>Copies the begin of <see cref="Host"/> to the device and sets the place where the next chase begins.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="start">The place.</param>
    public void Link(long bytes, int start)
    {
        ToDevice(bytes);
        session.Set(position.View.BaseView, start);
    }

    /// <summary>Follows the chain.</summary>
    /// <param name="bytes">Length of the working set.</param>
    /// <param name="steps">Loads; rounded up to a multiple of <see cref="ChaseKernel.Unroll"/>.</param>
    public void Chase(long bytes, int steps) =>
        chase(session.Stream, new KernelConfig(1, 1), Integers(bytes), position.View.BaseView, RoundUp(steps));

    /// <summary>Follows the chain in shared memory, into which one group copies it first.</summary>
    /// <param name="bytes">Length of the working set, at most <see cref="SharedBytes"/>.</param>
    /// <param name="steps">As for <see cref="Chase"/>.</param>
    public void ChaseShared(long bytes, int steps) =>
        chaseShared(session.Stream, new KernelConfig(1, Threads), Integers(bytes), position.View.BaseView, RoundUp(steps));

    /// <summary>Reads a working set.</summary>
    /// <param name="bytes">Its length, a multiple of <see cref="Granule"/> times <paramref name="groups"/>.</param>
    /// <param name="groups">Groups that share it: 1 for one multiprocessor, <see cref="Units"/> for all.</param>
    /// <param name="passes">Passes over it.</param>
    public void Read(long bytes, int groups, int passes) =>
        read(session.Stream, new KernelConfig(groups, Threads), data.View.BaseView, sums.View.BaseView, Part(bytes, groups), passes);

    /// <summary>
    /// As <see cref="Read"/> by all multiprocessors, with fewer threads each, and past the multiprocessors' own caches where the device can.
    /// </summary>
    /// <param name="bytes">A multiple of <see cref="FineGranule"/> times <see cref="Units"/>.</param>
    /// <param name="passes">As for <see cref="Read"/>.</param>
    public void ReadFinely(long bytes, int passes)
    {
        var config = new KernelConfig(Units, FineThreads);
        if (readPast is not null)
            readPast(session.Stream, config, data.NativePtr.ToInt64(), sums.View.BaseView, Part(bytes, Units), passes);
        else
            read(session.Stream, config, data.View.BaseView, sums.View.BaseView, Part(bytes, Units), passes);
    }

    /// <summary>Reads <see cref="SharedBytes"/> of shared memory in each group.</summary>
    /// <param name="groups">Groups.</param>
    /// <param name="passes">Passes over it.</param>
    public void ReadShared(int groups, int passes) =>
        readShared(session.Stream, new KernelConfig(groups, Threads), data.View.BaseView, sums.View.BaseView, passes);

    /// <summary>Writes a working set; the chain in it is lost.</summary>
    /// <param name="bytes">As for <see cref="Read"/>.</param>
    /// <param name="groups">As for <see cref="Read"/>.</param>
    /// <param name="passes">As for <see cref="Read"/>.</param>
    public void Write(long bytes, int groups, int passes) =>
        write(session.Stream, new KernelConfig(groups, Threads), data.View.BaseView, Part(bytes, groups), passes);

    /// <summary>Copies one half of a working set to the other; the chain in it is lost.</summary>
    /// <param name="bytes">As for <see cref="Read"/>.</param>
    /// <param name="groups">As for <see cref="Read"/>.</param>
    /// <param name="passes">As for <see cref="Read"/>.</param>
    public void Copy(long bytes, int groups, int passes) =>
        copy(session.Stream, new KernelConfig(groups, Threads), data.View.BaseView, Part(bytes, groups) / 2, passes);

    /// <summary>Starts a kernel that does nothing.</summary>
    public void StartEmpty() => empty(session.Stream, new KernelConfig(1, 1), position.View.BaseView, 0);

    /// <summary>Records kernels that do nothing.</summary>
    /// <param name="count">How many, one behind the other.</param>
    public KernelGraph RecordEmpty(int count)
    {
        StartEmpty();
        return session.Record(() =>
        {
            for (var i = 0; i < count; i++)
                StartEmpty();
        });
    }

    /// <summary>Records a kernel in which a group on each multiprocessor meets all others.</summary>
    /// <param name="count">How often.</param>
    public KernelGraph RecordMeetings(int count)
    {
        // Once with no meeting, so that the driver has loaded it.
        Start(0);
        return session.RecordTogether(() => Start(count));

        void Start(int meetings) => meet!(session.Stream, new KernelConfig(Units, FineThreads), word.View.BaseView, meetings);
    }

    /// <summary>Copies from page-locked memory of the host to the device, and waits.</summary>
    /// <param name="bytes">How much.</param>
    public void ToDevice(long bytes)
    {
        Integers(bytes).CopyFromCPU(session.Stream, ref host.Span[0], bytes / sizeof(int));
        Wait();
    }

    /// <summary>Copies from the device to page-locked memory of the host, and waits.</summary>
    /// <param name="bytes">How much.</param>
    public void FromDevice(long bytes)
    {
        Integers(bytes).CopyToCPU(session.Stream, ref host.Span[0], bytes / sizeof(int));
        Wait();
    }

    /// <summary>Waits until everything that was started has ended.</summary>
    public void Wait() => session.Wait();

    /// <inheritdoc/>
    public void Dispose()
    {
        Wait();
        foreach (var owned in new IDisposable[] { data, position, word, sums, host })
            owned.Dispose();
    }

    private ArrayView<int> Integers(long bytes) => data.View.BaseView.Cast<int>().SubView(0, bytes / sizeof(int));

    private static int Part(long bytes, int groups) => checked((int)(bytes / groups / Float4.Bytes));

    private static int RoundUp(int steps) => (steps + ChaseKernel.Unroll - 1) / ChaseKernel.Unroll * ChaseKernel.Unroll;
}
