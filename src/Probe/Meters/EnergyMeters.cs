using System.Runtime.Intrinsics.X86;
using ButterE.Kernels;
using ButterE.Probe.Native;

namespace ButterE.Probe.Meters;

/// <summary>The energy meters that the program knows, and which of them this machine has.</summary>
public static class EnergyMeters
{
    /// <summary>Environment variable with the root of another sysfs tree than <c>/sys</c>.</summary>
    public const string SysfsVariable = Sysfs.RootVariable;

    private static readonly string[] PowercapDomains = ["package", "dram", "psys"];

    /// <summary>Lists every known meter, with the reason where one cannot be read.</summary>
    /// <param name="sysfs">Root of sysfs; null for <see cref="SysfsVariable"/>, else <c>/sys</c>.</param>
    public static IReadOnlyList<MeterDescription> Discover(string? sysfs = null)
    {
        var tree = Tree(sysfs);
        return [.. PowercapDomains.Select(domain => Describe(tree, domain))];
    }

    /// <summary>Makes a meter, which the caller opens and disposes of.</summary>
    /// <param name="id">Identity of the meter; null for the first available one.</param>
    /// <param name="sysfs">Root of sysfs; null for <see cref="SysfsVariable"/>, else <c>/sys</c>.</param>
    /// <param name="clock">Clock and timer; null for the system's.</param>
    /// <exception cref="InputException">No meter has that identity.</exception>
    /// <exception cref="UnavailableException">The meter, or every meter when none was named, cannot be read.</exception>
    public static IEnergyMeter Create(string? id = null, string? sysfs = null, TimeProvider? clock = null)
    {
        var known = Discover(sysfs);
        var chosen = id is null
            ? known.FirstOrDefault(meter => meter.Available) ?? throw new UnavailableException($"no energy meter on this machine: {known[0].Reason}")
            : known.FirstOrDefault(meter => meter.Id == id)
                ?? throw new InputException($"meter {id}: unknown; known are {string.Join(", ", known.Select(meter => meter.Id))}");
        if (!chosen.Available)
            throw new UnavailableException($"meter {chosen.Id}: {chosen.Reason}");
        return new PowercapMeter(chosen, Tree(sysfs).Of(chosen.Domain), clock ?? TimeProvider.System);
    }

    /// <summary>Makes the first available meter; null where this machine has none.</summary>
    public static IEnergyMeter? CreateIfAvailable() => Discover().Any(meter => meter.Available) ? Create() : null;

    private static PowercapTree Tree(string? sysfs) =>
        new(sysfs ?? Environment.GetEnvironmentVariable(SysfsVariable) ?? "/sys", CountersArePerPackage());

    private static MeterDescription Describe(PowercapTree tree, string domain)
    {
        var reason = ReasonAgainst(tree, domain);
        return new MeterDescription($"powercap:{domain}", EnergyKind.CounterDerived, domain, "machine", reason is null, reason);
    }

    private static string? ReasonAgainst(PowercapTree tree, string domain)
    {
        if (!tree.Exists)
            return $"no {tree.Folder}: virtual machine, container, or kernel without RAPL (modprobe intel_rapl_msr)";
        var zones = tree.Of(domain);
        if (zones.Count == 0)
            return $"no {domain} zone in {tree.Folder}: the processor does not report it, or a container hides it";
        var unreadable = zones.FirstOrDefault(zone => zone.ReadMicrojoules() is null);
        return unreadable is null ? null : $"{unreadable.EnergyFile} not readable: sudo chmod a+r {string.Join(' ', zones.Select(zone => zone.EnergyFile))}";
    }

    // AMD's and Hygon's kernels show one mirrored zone per die of a package; Intel's dies have counters of their own.
    private static bool CountersArePerPackage()
    {
        if (!X86Base.IsSupported)
            return false;
        var (_, ebx, _, _) = X86Base.CpuId(0, 0);
        return ebx is 0x68747541 or 0x6f677948; // "Auth"enticAMD, "Hygo"nGenuine
    }
}
