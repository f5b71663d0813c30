using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Devices;

/// <summary>
/// The functions of NVIDIA's driver that ILGPU does not call: graphs of launches, the name of a device, and the shared memory that a kernel must ask for. Names and
/// signatures are those of cuda.h (CUDA Driver API, sections Stream Management, Graph Management and Execution Control).
/// </summary>
internal static partial class CudaDriver
{
    /// <summary>
    /// Other threads may call what a recording forbids: a finalizer that unloads a module would end one that were stricter.
    /// </summary>
    public const int CaptureRelaxed = 2;

    /// <summary>CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES.</summary>
    public const int MaxDynamicSharedSizeBytes = 8;

    /// <summary>CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN.</summary>
    public const int MaxSharedMemoryPerBlockOptIn = 97;

    /// <summary>CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH.</summary>
    public const int CooperativeLaunch = 95;

    /// <summary>CU_KERNEL_NODE_ATTRIBUTE_COOPERATIVE.</summary>
    public const int KernelNodeCooperative = 2;

    private const string Library = "cuda";

    /// <summary>Throws unless a call succeeded.</summary>
    /// <param name="result">What it returned.</param>
    /// <exception cref="CudaException">It failed; the message is the driver's.</exception>
    public static void Check(int result) => CudaException.ThrowIfFailed((CudaError)result);

    /// <summary>An attribute of a device.</summary>
    /// <param name="device">Its number.</param>
    /// <param name="attribute">CUdevice_attribute.</param>
    /// <exception cref="CudaException">The driver does not know it.</exception>
    public static int AttributeOf(int device, int attribute)
    {
        Check(DeviceGetAttribute(out var value, attribute, device));
        return value;
    }

    /// <summary>The name of a device, GPU-…; null where the driver does not tell (before CUDA 9.2).</summary>
    /// <param name="device">Its number.</param>
    public static unsafe string? UuidOf(int device)
    {
        const int length = 16;
        var uuid = stackalloc byte[length];
        try
        {
            return DeviceGetUuid(uuid, device) == 0 ? $"GPU-{new Guid(new ReadOnlySpan<byte>(uuid, length), bigEndian: true)}" : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    // Its second version names a partition (MIG), which has no meter.
    [LibraryImport(Library, EntryPoint = "cuDeviceGetUuid")]
    private static unsafe partial int DeviceGetUuid(byte* uuid, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int DeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuFuncSetAttribute")]
    internal static partial int FunctionSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
    internal static partial int BeginCapture(nint stream, int mode);

    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")]
    internal static partial int EndCapture(nint stream, out nint graph);

    [LibraryImport(Library, EntryPoint = "cuGraphGetNodes")]
    internal static partial int GraphGetNodes(nint graph, [Out] nint[]? nodes, ref nuint count);

    [LibraryImport(Library, EntryPoint = "cuGraphKernelNodeSetAttribute")]
    internal static partial int KernelNodeSetAttribute(nint node, int attribute, in KernelNodeAttribute value);

    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    internal static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")]
    internal static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")]
    internal static partial int GraphExecutableDestroy(nint executable);

    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")]
    internal static partial int GraphDestroy(nint graph);

    /// <summary>CUkernelNodeAttrValue, a union of 64 bytes; only its member <c>cooperative</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal readonly struct KernelNodeAttribute(int cooperative)
    {
        public readonly int Cooperative = cooperative;
    }
}
