using ButterE.Probe.Meters.Counters;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>
/// RAPL through Linux's powercap files: one meter a domain. The domains are never added up: package lacks dram, psys contains package.
/// </summary>
internal static class PowercapMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "powercap";

    /// <summary>Shortest window in which edges weigh little, s (recommended minimum for RAPL).</summary>
    public const double MinimumSeconds = 1;

    /// <summary>The domains that are looked for.</summary>
    public static readonly IReadOnlyList<string> Domains = ["package", "dram", "psys"];

    /// <summary>Finds the meters of this machine.</summary>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var tree = new PowercapTree(request.SysfsRoot, RaplVendor.CountsPerPackage());
        return Domains.Select(domain => Find(request, tree, domain));
    }

    private static MeterCandidate Find(MeterRequest request, PowercapTree tree, string domain)
    {
        var description = new MeterDescription($"{Prefix}:{domain}", EnergyKind.CounterDerived, domain, "machine", Available: true, Reason: null)
        {
            MinimumSeconds = MinimumSeconds,
            IsAutomatic = true,
        };
        if (!tree.Exists)
        {
            return MeterCandidate.Absent(
                description, $"no {tree.Folder}: virtual machine, container, or kernel without RAPL", "sudo modprobe intel_rapl_msr");
        }

        var zones = tree.Of(domain);
        if (zones.Count == 0)
            return MeterCandidate.Absent(description,
                $"no {domain} zone in {tree.Folder}: the processor does not report it, or a container hides it");
        if (zones.FirstOrDefault(zone => CounterCheck.Read(zone) is null) is { } unreadable)
        {
            return MeterCandidate.Absent(
                description, $"{unreadable.EnergyFile} not readable: since CVE-2020-8694 only root may",
                $"sudo chmod a+r {string.Join(' ', zones.Select(zone => zone.EnergyFile))}");
        }

        // Whoever names a counter gets it: its readings say that it is stuck.
        if (request.Id is null && zones.Select(CounterCheck.Stillness).FirstOrDefault(reason => reason is not null) is { } still)
            return MeterCandidate.Absent(description, still);
        var limits = zones.Select(zone => zone.Limits()).OfType<string>().ToArray();
        description = description with { Source = limits.Length == 0 ? null : string.Join("; ", limits) };
        return new MeterCandidate(description, () => new CounterMeter(description, zones, request.Clock));
    }
}
