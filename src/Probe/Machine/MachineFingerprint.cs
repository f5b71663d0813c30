using System.Reflection;

namespace ButterE.Probe.Machine;

/// <summary>What must be equal for a measured profile or tuning to be used again.</summary>
public static class MachineFingerprint
{
    /// <summary>Version of the engine.</summary>
    public static string EngineVersion { get; } =
        typeof(MachineFingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>CPU, microcode, kernel, cores granted and engine version of this process, readable and in fixed order.</summary>
    public static string Current { get; } =
        $"cpu={CpuModel.Name}; microcode={CpuModel.Microcode ?? "unknown"}; kernel={CpuModel.Kernel}; cores={GrantedCores.Count}; engine={EngineVersion}";

    /// <summary>What differs between two fingerprints, such as <c>cores=2 instead of cores=4</c>; null when they are equal.</summary>
    /// <param name="stored">Fingerprint of the stored result.</param>
    /// <param name="current">Fingerprint of the machine at hand.</param>
    /// <remarks>What a profile of a device says of the device before it names its machine is not compared: that would need the device.</remarks>
    public static string? Difference(string stored, string current)
    {
        if (stored.StartsWith("device=", StringComparison.Ordinal) && stored.IndexOf("; cpu=", StringComparison.Ordinal) is > 0 and var machine)
            stored = stored[(machine + "; ".Length)..];
        if (stored == current)
            return null;
        var (then, now) = (stored.Split("; "), current.Split("; "));
        if (then.Length != now.Length)
            return $"{current} instead of {stored}";
        return string.Join(", ", then.Zip(now).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.Second} instead of {pair.First}"));
    }
}
