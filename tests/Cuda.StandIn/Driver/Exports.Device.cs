using System.Runtime.InteropServices;
using System.Text;

namespace ButterE.Cuda.StandIn.Driver;

// The device.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuInit")]
    private static CudaResult Init(uint flags) => Run(driver => flags == 0 ? CudaResult.SUCCESS : CudaResult.ERROR_INVALID_VALUE);

    [UnmanagedCallersOnly(EntryPoint = "cuDriverGetVersion")]
    private static CudaResult DriverGetVersion(int* version) => Run(driver => Set(version, DeviceModel.DriverVersion));

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetCount")]
    private static CudaResult DeviceGetCount(int* count) => Run(driver => Set(count, 1));

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGet")]
    private static CudaResult DeviceGet(int* device, int ordinal) => Run(driver => ordinal == 0 ? Set(device, 0) : CudaResult.ERROR_INVALID_DEVICE);

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetName")]
    private static CudaResult DeviceGetName(
        byte* name, int length, int device) =>
        Run(driver => OfDevice(device, () => Copy(DeviceModel.Name, name, length)));

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceTotalMem_v2")]
    private static CudaResult DeviceTotalMemV2(
        nuint* bytes, int device) =>
        Run(driver => OfDevice(device, () => Set(bytes, (nuint)DeviceModel.MemoryBytes)));

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetAttribute")]
    private static CudaResult DeviceGetAttribute(
        int* value, int attribute, int device) =>
        Run(driver => OfDevice(device, () => driver.DeviceAttribute(out *value, attribute)));

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceCanAccessPeer")]
    private static CudaResult DeviceCanAccessPeer(int* canAccess, int device, int peer) => Run(driver => Set(canAccess, 0));

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetP2PAttribute")]
    private static CudaResult DeviceGetP2PAttribute(
        int* value, int attribute, int source, int target) =>
        Run(driver => CudaResult.ERROR_INVALID_DEVICE);

    [UnmanagedCallersOnly(EntryPoint = "cuGetErrorName")]
    private static CudaResult GetErrorName(CudaResult error, nint* text) => Run(driver => Set(text, Errors.Name(error)));

    [UnmanagedCallersOnly(EntryPoint = "cuGetErrorString")]
    private static CudaResult GetErrorString(CudaResult error, nint* text) => Run(driver => Set(text, Errors.Text(error)));

    private static CudaResult Set<T>(T* target, T value)
        where T : unmanaged
    {
        if (target is null)
            return CudaResult.ERROR_INVALID_VALUE;
        *target = value;
        return CudaResult.SUCCESS;
    }

    private static CudaResult OfDevice(int device, Func<CudaResult> call) => device == 0 ? call() : CudaResult.ERROR_INVALID_DEVICE;

    private static CudaResult Copy(string text, byte* target, int length)
    {
        if (length <= 0)
            return CudaResult.ERROR_INVALID_VALUE;
        var bytes = Encoding.UTF8.GetBytes(text);
        var count = Math.Min(bytes.Length, length - 1);
        bytes.AsSpan(0, count).CopyTo(new Span<byte>(target, length));
        target[count] = 0;
        return CudaResult.SUCCESS;
    }
}
