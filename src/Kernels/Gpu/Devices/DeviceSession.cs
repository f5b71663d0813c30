using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Devices;

/// <summary>
/// An opened device with the one stream on which everything runs in its order. Not thread-safe; one owner at a time. Buffers and graphs
/// of the session must be disposed before it.
/// </summary>
public sealed class DeviceSession : IDisposable
{
    private readonly Context context;

    private DeviceSession(GpuDevice device, Context context, Accelerator accelerator)
    {
        (Device, this.context, Accelerator) = (device, context, accelerator);
        // The default stream of CUDA cannot be captured into a graph.
        Stream = accelerator.CreateStream();
    }

    /// <summary>The device.</summary>
    public GpuDevice Device { get; }

    /// <summary>Units that run groups of threads next to each other.</summary>
    public int Multiprocessors => Accelerator.NumMultiprocessors;

    /// <summary>Threads of a group at most.</summary>
    public int ThreadsPerGroup => Accelerator.MaxNumThreadsPerGroup;

    /// <summary>Whether kernels can be recorded and started again as a whole; only CUDA devices can.</summary>
    public bool CanRecord => Accelerator is CudaAccelerator;

    /// <summary>Whether all groups of a kernel can be on the device at a time, so that they may wait for each other (a cooperative launch).</summary>
    public bool GroupsCanMeet => Accelerator is CudaAccelerator cuda && CudaDriver.AttributeOf(cuda.DeviceId, CudaDriver.CooperativeLaunch) != 0;

    internal Accelerator Accelerator { get; }

    internal AcceleratorStream Stream { get; }

    /// <summary>Opens a device.</summary>
    /// <param name="device">Its id: <c>cuda:N</c>, <c>opencl:N</c> or <c>simulator</c>.</param>
    /// <exception cref="DeviceAbsentException">This machine has no such device, or the driver refuses it.</exception>
    public static DeviceSession Open(string device)
    {
        var context = GpuDevices.CreateContext();
        try
        {
            var known = GpuDevices.Require(context, device);
            try
            {
                return new DeviceSession(known, context, GpuDevices.Find(context, device).CreateAccelerator(context));
            }
            catch (Exception e) when (e is AcceleratorException or NotSupportedException or InvalidOperationException)
            {
                throw new DeviceAbsentException($"device {device}: {known.Name} is there and cannot be opened: {e.Message}");
            }
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Records kernels instead of starting them.</summary>
    /// <param name="start">Starts kernels on the session's stream, each of which ran before; must neither copy nor wait.</param>
    /// <exception cref="NotSupportedException">The device cannot; see <see cref="CanRecord"/>.</exception>
    /// <exception cref="CudaException">The driver refused it.</exception>
    public KernelGraph Record(Action start) => Record(start, CanRecord, areTogether: false);

    /// <summary>As <see cref="Record(Action)"/>; all groups of a kernel will be on the device at a time.</summary>
    /// <param name="start">As there; no kernel has more groups than <see cref="GroupsAtOnce"/>.</param>
    /// <exception cref="NotSupportedException">The device cannot; see <see cref="GroupsCanMeet"/>.</exception>
    /// <exception cref="CudaException">The driver refused it.</exception>
    public KernelGraph RecordTogether(Action start) => Record(start, GroupsCanMeet, areTogether: true);

    /// <summary>Groups of a kernel that are on the device at a time.</summary>
    /// <param name="kernel">The kernel, as ILGPU loaded it.</param>
    /// <param name="threads">Threads of a group.</param>
    /// <param name="sharedBytes">Shared memory that a launch asks for, bytes.</param>
    internal int GroupsAtOnce(Delegate kernel, int threads, int sharedBytes) =>
        Multiprocessors * Accelerator.EstimateMaxActiveGroupsPerMultiprocessor(kernel.GetKernel(), threads, sharedBytes);

    /// <summary>Lets a kernel have more shared memory than the 48 KiB that none need ask for.</summary>
    /// <param name="kernel">The kernel, as ILGPU loaded it for a CUDA device.</param>
    /// <param name="bytes">How much, at most <see cref="GpuDevice.RequestableSharedBytes"/>.</param>
    /// <exception cref="CudaException">The driver refused it.</exception>
    internal void AllowShared(Delegate kernel, int bytes)
    {
        Accelerator.Bind();
        CudaDriver.Check(CudaDriver.FunctionSetAttribute(
            ((CudaKernel)kernel.GetKernel()).FunctionPtr, CudaDriver.MaxDynamicSharedSizeBytes, bytes));
    }

    /// <summary>Sets an integer on the device, after everything that was started there, and waits.</summary>
    /// <param name="place">[1]: where it is.</param>
    /// <param name="value">The integer.</param>
    internal void Set(ArrayView<int> place, int value)
    {
        place.CopyFromCPU(Stream, new[] { value });
        Wait();
    }

    /// <summary>Waits until everything that was started has ended.</summary>
    public void Wait() => Stream.Synchronize();

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        Accelerator.Dispose();
        context.Dispose();
    }

    private KernelGraph Record(Action start, bool isPossible, bool areTogether)
    {
        ArgumentNullException.ThrowIfNull(start);
        return isPossible
            ? KernelGraph.Record((CudaStream)Stream, start, areTogether)
            : throw new NotSupportedException($"device {Device.Id}: kernels cannot be recorded there");
    }
}
