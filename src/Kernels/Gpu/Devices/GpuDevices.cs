using System.Globalization;
using System.Reflection;
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

    /// <summary>
    /// Environment variable that, set to 1, admits OpenCL devices without the generic address space, which ILGPU asks for. The kernels here, compiled at
    /// its highest level, do not need it; for tests on PoCL, whose version 3.1 has none.
    /// </summary>
    public const string UncheckedOpenCl = "BUTTERE_OPENCL_UNCHECKED";

    private const string Cuda = "cuda", OpenCl = "opencl";

    /// <summary>Kinds of devices that drivers offer, as ids begin.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Cuda, OpenCl];

    /// <summary>Lists every device, CUDA first, the simulator last. A machine without drivers has the simulator alone.</summary>
    public static IReadOnlyList<GpuDevice> List()
    {
        using var context = CreateContext();
        return Of(context);
    }

    /// <summary>Finds a device.</summary>
    /// <param name="device">Its id: <c>cuda:N</c>, <c>opencl:N</c> or <c>simulator</c>.</param>
    /// <exception cref="DeviceAbsentException">This machine has no such device.</exception>
    public static GpuDevice Require(string device)
    {
        using var context = CreateContext();
        return Require(context, device);
    }

    /// <summary>Why this machine has no such device.</summary>
    /// <param name="device">Its id.</param>
    public static string ReasonAgainst(string device) => ReasonAgainst(device, List());

    /// <summary>A context with every device of <see cref="List"/>.</summary>
    internal static Context CreateContext()
    {
        NativeLibraries.EnsureInstalled();
        // O2: the default O1 leaves addresses generic and pushes operands through local memory (docs/decisions/0015).
        return Context.Create(builder =>
        {
            builder.Optimize(OptimizationLevel.O2).EnableAlgorithms().CPU().Cuda();
            _ = Environment.GetEnvironmentVariable(UncheckedOpenCl) == "1" ? builder.OpenCL(Admit) : builder.OpenCL();
        });
    }

    /// <summary>As <see cref="Require(string)"/>, in a context that is open.</summary>
    internal static GpuDevice Require(Context context, string device)
    {
        var devices = Of(context);
        return devices.FirstOrDefault(known => known.Id == device)
            ?? throw new DeviceAbsentException($"device {device}: {ReasonAgainst(device, devices)}");
    }

    private static IReadOnlyList<GpuDevice> Of(Context context) =>
    [
        .. context.Devices.OfType<CudaDevice>().Select((device, index) => Describe(Cuda, index, device) with
        {
            CanRecord = true,
            Uuid = CudaDriver.UuidOf(device.DeviceId),
            RequestableSharedBytes = CudaDriver.AttributeOf(device.DeviceId, CudaDriver.MaxSharedMemoryPerBlockOptIn),
            CacheBytes = device.L2CacheSize > 0 ? device.L2CacheSize : null,
            // In MHz: ILGPU divides the driver's kHz by a thousand.
            ClockHz = device.ClockRate > 0 ? device.ClockRate * 1e6 : null,
            Driver = $"driver for CUDA {device.DriverVersion}, {device.Architecture}, {device.InstructionSet}",
        }),
        // NVIDIA's driver offers its devices through OpenCL as well; they are listed twice because both ways can be asked for.
        .. context.Devices.OfType<CLDevice>().Select((device, index) => Describe(OpenCl, index, device) with
        {
            IsHostProcessor = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU),
            CacheBytes = device.GetDeviceInfo<long>(CLDeviceInfoType.CL_DEVICE_GLOBAL_MEM_CACHE_SIZE) is var bytes and > 0 ? bytes : null,
            // In MHz.
            ClockHz = device.ClockRate > 0 ? device.ClockRate * 1e6 : null,
            Driver = $"{device.PlatformName}, {device.DeviceVersion}",
        }),
        new GpuDevice(Simulator, "ILGPU CPU simulator", null) { IsHostProcessor = true },
    ];

    /// <summary>The device of a context that has an id of <see cref="List"/>.</summary>
    internal static Device Find(Context context, string device)
    {
        var parts = device.Split(':');
        return parts[0] switch
        {
            Cuda => context.Devices.OfType<CudaDevice>().ElementAt(Index()),
            OpenCl => context.Devices.OfType<CLDevice>().ElementAt(Index()),
            _ => context.Devices.OfType<CPUDevice>().First(),
        };

        int Index() => int.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    // ILGPU sets the capability where the driver reports it and refuses to open a device without it; only its own assembly may set it.
    private static bool Admit(CLDevice device)
    {
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Instance | BindingFlags.Public)!
            .SetValue(device.Capabilities, true);
        return true;
    }

    private static string ReasonAgainst(string device, IReadOnlyList<GpuDevice> devices)
    {
        var (kind, library) = device.Split(':')[0] switch
        {
            Cuda => ("CUDA", "cuda"),
            OpenCl => ("OpenCL", "OpenCL"),
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

    private static GpuDevice Describe(string kind, int index, Device device) =>
        new($"{kind}:{index}", device.Name, device.MemorySize) { SharedBytes = device.MaxSharedMemoryPerGroup };
}
