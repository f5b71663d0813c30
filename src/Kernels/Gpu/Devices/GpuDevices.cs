using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace ButterE.Kernels.Gpu.Devices;

/// <summary>The devices of this machine.</summary>
public static class GpuDevices
{
    /// <summary>Id of ILGPU's simulator, which runs kernels on the CPU to check what they compute, not how fast.</summary>
    public const string Simulator = "simulator";

    /// <summary>Lists every device, CUDA first, the simulator last. A machine without drivers has the simulator alone.</summary>
    public static IReadOnlyList<GpuDevice> List()
    {
        NativeLibraries.EnsureInstalled();
        using var context = Context.Create(builder => builder.CPU().Cuda().OpenCL());
        return
        [
            .. Describe("cuda", context.Devices.OfType<CudaDevice>()),
            // NVIDIA's driver offers its devices through OpenCL as well; they are listed twice because both ways can be asked for.
            .. Describe("opencl", context.Devices.OfType<CLDevice>()),
            new GpuDevice(Simulator, "ILGPU CPU simulator", null),
        ];
    }

    /// <summary>Finds a device.</summary>
    /// <param name="device">Its id: <c>cuda:N</c>, <c>opencl:N</c> or <c>simulator</c>.</param>
    /// <exception cref="DeviceAbsentException">This machine has no such device.</exception>
    public static GpuDevice Require(string device)
    {
        var devices = List();
        return devices.FirstOrDefault(known => known.Id == device)
            ?? throw new DeviceAbsentException($"device {device}: {ReasonAgainst(device, devices)}");
    }

    private static string ReasonAgainst(string device, IReadOnlyList<GpuDevice> devices)
    {
        var (kind, library) = device.Split(':')[0] switch
        {
            "cuda" => ("CUDA", "cuda"),
            "opencl" => ("OpenCL", "OpenCL"),
            _ => (null, null),
        };
        if (library is null)
            return "not the name of a device; use cuda:N, opencl:N or simulator";
        if (!NativeLibraries.IsPresent(library))
            return $"{NativeLibraries.FileNameOf(library)} cannot be loaded: no {kind} driver is installed, or this process may not see it";
        var present = devices
            .Where(known => known.Id.StartsWith(device.Split(':')[0] + ":", StringComparison.Ordinal))
            .Select(known => known.Id).ToArray();
        return present.Length == 0
            ? $"the {kind} driver is installed and reports no device that ILGPU can use"
            : $"the {kind} driver reports {string.Join(", ", present)}";
    }

    private static IEnumerable<GpuDevice> Describe(string kind, IEnumerable<Device> devices) =>
        devices.Select((device, index) => new GpuDevice($"{kind}:{index}", device.Name, device.MemorySize));
}
