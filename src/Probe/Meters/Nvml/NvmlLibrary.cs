using System.Runtime.InteropServices;
using System.Text;

namespace ButterE.Probe.Meters.Nvml;

/// <summary>
/// NVIDIA's management library, bound by name at run time. Only the driver's versioned name is always installed; functions that an old driver
/// lacks answer <see cref="FunctionNotFound"/>. The library stays loaded: unloading it is not supported.
/// </summary>
internal sealed unsafe class NvmlLibrary
{
    /// <summary>Environment variable with the path of another library.</summary>
    public const string PathVariable = "BUTTERE_NVML";

    public const int Success = 0, NotSupported = 3, NoPermission = 4, DriverNotLoaded = 9, FunctionNotFound = 13;

    /// <summary>Fields of nvmlDeviceGetFieldValues: mean and present power, mW.</summary>
    public const uint PowerAverage = 185, PowerInstant = 186;

    private const int TextBytes = 96;

    private static readonly string[] SystemNames = ["libnvidia-ml.so.1", "libnvidia-ml.so", "nvml.dll"];

    private readonly nint library;

    private NvmlLibrary(nint library) => this.library = library;

    /// <summary>Loads the library and starts it.</summary>
    /// <param name="path">Path of the library; null for <see cref="PathVariable"/>, else the system's.</param>
    /// <param name="reason">Why null is returned.</param>
    public static NvmlLibrary? Load(string? path, out string? reason)
    {
        var other = path ?? Environment.GetEnvironmentVariable(PathVariable);
        foreach (var name in other is { Length: > 0 } ? [other] : SystemNames)
        {
            if (!NativeLibrary.TryLoad(name, out var handle))
                continue;
            var nvml = new NvmlLibrary(handle);
            var code = nvml.Call("nvmlInit_v2");
            reason = code switch
            {
                Success => null,
                DriverNotLoaded => "the NVIDIA driver is not loaded",
                NoPermission => "no permission to open the NVIDIA devices: see the groups of /dev/nvidia*",
                _ => $"nvmlInit_v2 failed with code {code}",
            };
            return code == Success ? nvml : null;
        }

        reason = other is { Length: > 0 } ? $"{other} cannot be loaded" : $"no {SystemNames[0]}: no NVIDIA driver";
        return null;
    }

    /// <summary>Version of the driver; null when not known.</summary>
    public string? DriverVersion()
    {
        if (Find("nvmlSystemGetDriverVersion") is not (not 0 and var function))
            return null;
        var text = stackalloc byte[TextBytes];
        return ((delegate* unmanaged[Cdecl]<byte*, uint, int>)function)(text, TextBytes) == Success ? TextOf(text) : null;
    }

    /// <summary>How many devices there are.</summary>
    public int Count()
    {
        uint count = 0;
        return Find("nvmlDeviceGetCount_v2") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<uint*, int>)function)(&count) == Success ? (int)count : 0;
    }

    /// <summary>The device of a number; 0 when it cannot be opened.</summary>
    public nint Device(int index)
    {
        nint device = 0;
        return Find("nvmlDeviceGetHandleByIndex_v2") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<uint, nint*, int>)function)((uint)index, &device) == Success ? device : 0;
    }

    /// <summary>A text about a device, such as nvmlDeviceGetUUID or nvmlDeviceGetName; null when not known.</summary>
    public string? Text(string name, nint device)
    {
        if (Find(name) is not (not 0 and var function))
            return null;
        var text = stackalloc byte[TextBytes];
        return ((delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)function)(device, text, TextBytes) == Success ? TextOf(text) : null;
    }

    /// <summary>A 32-bit number about a device; null when the device or the driver does not have it.</summary>
    public uint? Number(string name, nint device)
    {
        uint value = 0;
        return Find(name) is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<nint, uint*, int>)function)(device, &value) == Success ? value : null;
    }

    /// <summary>Energy since the driver was loaded, mJ; null when the device has no counter (before Volta) or does not answer.</summary>
    public ulong? TotalEnergyMillijoules(nint device)
    {
        ulong value = 0;
        return Find("nvmlDeviceGetTotalEnergyConsumption") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<nint, ulong*, int>)function)(device, &value) == Success ? value : null;
    }

    /// <summary>Whether a part of the device is a partition (MIG) now; null when not known.</summary>
    public bool? IsPartitioned(nint device)
    {
        uint current = 0, pending = 0;
        return Find("nvmlDeviceGetMigMode") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<nint, uint*, uint*, int>)function)(device, &current, &pending) == Success ? current != 0 : null;
    }

    /// <summary>A field of a device as a number of milliwatts; null when it or the whole function is not supported.</summary>
    public uint? Field(nint device, uint field)
    {
        var value = new FieldValue { FieldId = field };
        return Find("nvmlDeviceGetFieldValues") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<nint, int, FieldValue*, int>)function)(device, 1, &value) == Success
            && value.Return == Success ? (uint)value.Value : null;
    }

    private static string TextOf(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private nint Find(string name) => NativeLibrary.TryGetExport(library, name, out var function) ? function : 0;

    private int Call(string name) => Find(name) is not 0 and var function ? ((delegate* unmanaged[Cdecl]<int>)function)() : FunctionNotFound;

    /// <summary>nvmlFieldValue_t of nvml.h: 40 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    internal struct FieldValue
    {
        [FieldOffset(0)]
        public uint FieldId;

        [FieldOffset(4)]
        public uint ScopeId;

        [FieldOffset(28)]
        public int Return;

        [FieldOffset(32)]
        public ulong Value;
    }
}
