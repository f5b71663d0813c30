using System.Runtime.InteropServices;

namespace ButterE.Kernels.Simd;

/// <summary>
/// Until disposed, the calling thread computes 0 where a result would be subnormal (below 2^-126, about 1.2e-38) and reads subnormal numbers as 0:
/// the bits FTZ and DAZ of MXCSR (Intel SDM volume 1, 10.2.3). Adam's moments of a unit that no longer learns decay into that range within some
/// hundred steps and stay there, and Intel's cores take a micro-code assist of more than a hundred cycles for every such number
/// (docs/decisions/0020). TensorFlow, with which the paper trained, sets both bits on its threads too.
/// </summary>
/// <remarks>
/// .NET has no call for it, so the C library's fesetmode does it: glibc 2.25 or later on x64. Elsewhere <see cref="IsSupported"/> is false, nothing
/// is changed, and subnormal numbers are computed with.
/// </remarks>
public readonly ref struct SubnormalsFlushed : IDisposable
{
    private const uint FlushToZero = 1 << 15, DenormalsAreZero = 1 << 6;

    private static readonly unsafe delegate* unmanaged[SuppressGCTransition]<Modes*, int> GetModes, SetModes;

    private readonly Modes before;

    static unsafe SubnormalsFlushed()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || !NativeLibrary.TryLoad("libm.so.6", out var library))
            return;
        if (NativeLibrary.TryGetExport(library, "fegetmode", out var get) && NativeLibrary.TryGetExport(library, "fesetmode", out var set))
        {
            GetModes = (delegate* unmanaged[SuppressGCTransition]<Modes*, int>)get;
            SetModes = (delegate* unmanaged[SuppressGCTransition]<Modes*, int>)set;
        }
    }

    private SubnormalsFlushed(Modes before) => this.before = before;

    /// <summary>Whether this machine's C library can switch it.</summary>
    public static unsafe bool IsSupported => SetModes is not null;

    /// <summary>Begins on the calling thread.</summary>
    public static unsafe SubnormalsFlushed Begin()
    {
        Modes modes = default;
        if (!IsSupported)
            return new SubnormalsFlushed(modes);
        GetModes(&modes);
        var flushed = modes with { ControlAndStatus = modes.ControlAndStatus | FlushToZero | DenormalsAreZero };
        SetModes(&flushed);
        return new SubnormalsFlushed(modes);
    }

    /// <summary>Computes with subnormal numbers again, unless the thread flushed them before.</summary>
    public unsafe void Dispose()
    {
        var modes = before;
        if (IsSupported)
            SetModes(&modes);
    }

    /// <summary>femode_t of glibc on x64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct Modes(ushort ControlWord, ushort Reserved, uint ControlAndStatus);
}
