using System.Globalization;
using ButterE.Kernels;
using ButterE.Probe.Native;

namespace ButterE.Probe.Memory;

/// <summary>Huge pages for anonymous memory: the kernel's policy, and what this process got of them.</summary>
public static class TransparentHugePages
{
    private const string PolicyFile = "kernel/mm/transparent_hugepage/enabled";
    private const string UsageFile = "/proc/self/smaps_rollup";

    /// <summary>Whether asking can help: the advice call succeeds even where the policy is <c>never</c>.</summary>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static bool AreAllowed
    {
        get
        {
            var policy = Path.Combine(Sysfs.Root, PolicyFile);
            return OperatingSystem.IsLinux() && File.Exists(policy) && !File.ReadAllText(policy).Contains("[never]", StringComparison.Ordinal);
        }
    }

    /// <summary>Bytes of this process that lie on huge pages now, its managed heap included; null where the system does not tell.</summary>
    public static long? EffectiveBytes
    {
        get
        {
            const string key = "AnonHugePages:";
            if (!File.Exists(UsageFile))
                return null;
            var line = File.ReadLines(UsageFile).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
            // AnonHugePages:      2048 kB
            return line is null ? null : long.Parse(line.AsSpan(key.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) << 10;
        }
    }

    /// <summary>Refuses where asking for huge pages is bound to fail.</summary>
    /// <exception cref="UnavailableException">The kernel's policy forbids them, or the system is not Linux.</exception>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static void Require()
    {
        if (!AreAllowed)
        {
            throw new UnavailableException(
                $"--huge-pages on: this system grants none (see {Path.Combine(Sysfs.Root, PolicyFile)}); use auto or off");
        }
    }
}
