using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Probe.Machine;

namespace ButterE.Native.Calls;

/// <summary>Which interface and which engine this library is.</summary>
internal static unsafe class Version
{
    /// <summary>Grows by one in its upper half when a program must be compiled anew, in its lower half when only something was added.</summary>
    private const uint Abi = 1 << 16 | 1;

    private static readonly string[] StatusNames =
    [
        "ok", "internal", "argument", "shape", "device", "meter unavailable", "file", "cancelled", "closed", "busy", "insufficient data",
        "not finite",
    ];

    [UnmanagedCallersOnly(EntryPoint = "be_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    private static uint AbiVersion() => Abi;

    [UnmanagedCallersOnly(EntryPoint = "be_engine_version", CallConvs = [typeof(CallConvCdecl)])]
    private static nuint EngineVersion(byte* text, nuint capacity) => NativeText.Copy(MachineFingerprint.EngineVersion, text, capacity);

    [UnmanagedCallersOnly(EntryPoint = "be_status_name", CallConvs = [typeof(CallConvCdecl)])]
    private static nuint StatusName(int status, byte* text, nuint capacity) =>
        NativeText.Copy(status >= 0 && status < StatusNames.Length ? StatusNames[status] : "unknown", text, capacity);
}
