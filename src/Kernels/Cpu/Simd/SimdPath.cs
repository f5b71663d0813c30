using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Simd;

/// <summary>The vector widths for which the kernels are compiled, narrowest first.</summary>
public enum SimdPath
{
    /// <summary>One lane, <see cref="V1"/>.</summary>
    Scalar,

    /// <summary>128 bits, <see cref="Simd.V128"/>.</summary>
    V128,

    /// <summary>256 bits with fused multiply-add, <see cref="Simd.V256"/>.</summary>
    V256,

    /// <summary>512 bits, <see cref="Simd.V512"/>.</summary>
    V512,
}

/// <summary>Which SIMD paths this process can run, and which one it shall.</summary>
public static class SimdSelection
{
    /// <summary>Environment variable that forces one path: v512, v256, v128 or scalar.</summary>
    public const string Variable = "BUTTERE_REQUIRE_SIMD";

    /// <summary>The paths that the hardware runs at full width, narrowest first. Switches of the runtime such as DOTNET_EnableAVX512=0 shorten the list.</summary>
    public static IReadOnlyList<SimdPath> Available { get; } = [.. Enum.GetValues<SimdPath>().Where(IsAvailable)];

    /// <summary>The path to use: the one that <see cref="Variable"/> names, else the widest available one.</summary>
    /// <exception cref="UnavailableException">The variable names an unknown path or one that this process cannot run.</exception>
    public static SimdPath Choose() => Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The path that a value of <see cref="Variable"/> asks for; null or empty asks for the widest.</summary>
    /// <exception cref="UnavailableException">The value names an unknown path or one that this process cannot run.</exception>
    public static SimdPath Choose(string? required)
    {
        if (string.IsNullOrEmpty(required))
            return Available[^1];
        if (!Enum.TryParse<SimdPath>(required, ignoreCase: true, out var path) || !required.Equals(path.ToString(), StringComparison.OrdinalIgnoreCase))
            throw new UnavailableException($"{Variable}={required}: unknown SIMD path; known are {Names(Enum.GetValues<SimdPath>())}");
        return Available.Contains(path)
            ? path
            : throw new UnavailableException($"{Variable}={required}: this process cannot run that SIMD path; it can run {Names(Available)}");
    }

    /// <summary>The name of a path as the variable and the results spell it.</summary>
    public static string NameOf(SimdPath path) => path.ToString().ToLowerInvariant();

    private static bool IsAvailable(SimdPath path) => path switch
    {
        SimdPath.V512 => Vector512.IsHardwareAccelerated,
        SimdPath.V256 => Vector256.IsHardwareAccelerated && Fma.IsSupported,
        SimdPath.V128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    private static string Names(IEnumerable<SimdPath> paths) => string.Join(", ", paths.Select(NameOf));
}
