using ILGPU;
using ILGPU.Runtime;

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

    /// <summary>Waits until everything that was started has ended.</summary>
    public void Wait() => Stream.Synchronize();

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        Accelerator.Dispose();
        context.Dispose();
    }
}
