using System.Text.RegularExpressions;
using ButterE.Probe.Meters.Sysfs;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>
/// The RAPL zones of a sysfs tree, each physical counter once. Documentation/power/powercap in the kernel's sources; AMD's
/// counters appear under the name intel-rapl too.
/// </summary>
internal sealed partial class PowercapTree
{
    private const double MirrorJoules = 0.1;

    private readonly Dictionary<string, PowercapZone[]> zonesByDomain;

    /// <summary>Reads a tree.</summary>
    /// <param name="sysfs">Root of sysfs, usually <c>/sys</c>.</param>
    /// <param name="perPackage">Whether the counters belong to the package although every die shows one (AMD, Hygon): then one die stands for all.</param>
    public PowercapTree(string sysfs, bool perPackage)
    {
        Folder = Path.Combine(sysfs, "class", "powercap");
        Exists = Directory.Exists(Folder);
        var zones = Exists ? Zones(Folder).ToArray() : [];
        zonesByDomain = zones
            .Select(zone => (Zone: zone, Domain: DomainOf(zone)))
            .Where(entry => entry.Domain is not null)
            .GroupBy(entry => entry.Domain!, entry => entry.Zone)
            .ToDictionary(domain => domain.Key, domain => WithoutMirrors(domain.DistinctBy(zone => Identity(zone, perPackage))).ToArray());
    }

    /// <summary>Folder of the powercap class.</summary>
    public string Folder { get; }

    /// <summary>Whether the kernel has a powercap class at all.</summary>
    public bool Exists { get; }

    /// <summary>The zones whose sum is a domain's energy; empty when the machine lacks the domain.</summary>
    /// <param name="domain">package, dram or psys.</param>
    public IReadOnlyList<PowercapZone> Of(string domain) => zonesByDomain.GetValueOrDefault(domain, []);

    // Zones in order of their numbers, the MSR interface before its memory-mapped twin, so that the twin is the one left out.
    private static IEnumerable<PowercapZone> Zones(string folder)
    {
        var found = Directory.EnumerateFileSystemEntries(folder)
            .Select(path => (Path: path, Match: ZoneFolder().Match(Path.GetFileName(path))))
            .Where(entry => entry.Match.Success)
            .OrderBy(entry => entry.Match.Groups["mmio"].Success)
            .ThenBy(entry => entry.Path, StringComparer.Ordinal)
            .ToArray();
        var names = found.ToDictionary(entry => Path.GetFileName(entry.Path), entry => NameOf(entry.Path));
        foreach (var (path, match) in found)
        {
            var top = match.Groups["top"].Value;
            if (names[Path.GetFileName(path)] is { } name)
                yield return new PowercapZone(path, name, match.Groups["sub"].Success ? names.GetValueOrDefault(top) ?? top : null);
        }
    }

    private static string? NameOf(string zone) => SysfsText.Read(Path.Combine(zone, "name"));

    // Two dies whose counters agree to a tenth of a joule, twice, show one counter: independent ones part within a millisecond of work.
    private static List<PowercapZone> WithoutMirrors(IEnumerable<PowercapZone> zones)
    {
        var kept = new List<PowercapZone>();
        foreach (var zone in zones)
        {
            var package = Identity(zone, perPackage: true);
            if (!kept.Exists(other => Identity(other, perPackage: true) == package && AreAlike(zone, other) && AreAlike(other, zone)))
                kept.Add(zone);
        }

        return kept;
    }

    private static bool AreAlike(PowercapZone a, PowercapZone b) =>
        a.ReadJoules() is { } first && b.ReadJoules() is { } second && first > MirrorJoules && Math.Abs(first - second) < MirrorJoules;

    // core and uncore are part of their package and would be counted twice; dram is not, although its zone lies inside.
    private static string? DomainOf(PowercapZone zone) => zone switch
    {
        { Name: "psys" } => "psys",
        { Name: "dram" } => "dram",
        { Parent: null } when zone.Name.StartsWith("package-", StringComparison.Ordinal) => "package",
        _ => null,
    };

    private static string Identity(PowercapZone zone, bool perPackage)
    {
        var top = zone.Parent ?? zone.Name;
        return perPackage ? DieSuffix().Replace(top, "") : top;
    }

    [GeneratedRegex(@"^(?<top>intel-rapl(?<mmio>-mmio)?:\d+)(?<sub>:\d+)?$")]
    private static partial Regex ZoneFolder();

    [GeneratedRegex(@"-die-\d+$")]
    private static partial Regex DieSuffix();
}
