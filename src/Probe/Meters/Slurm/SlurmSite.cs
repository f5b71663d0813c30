using System.Globalization;
using System.Text.RegularExpressions;
using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Probe.Meters.Slurm;

/// <summary>What the site's Slurm says about its energies, as far as it says anything.</summary>
/// <param name="Version">Version of Slurm, such as 22.05.8; null when not known.</param>
/// <param name="Plugin">Energy plugin, such as rapl; null when not known.</param>
/// <param name="ProcessorsOfNodes">Processors of the job's nodes; null when not known.</param>
internal sealed partial record SlurmSite(string? Version, string? Plugin, long? ProcessorsOfNodes)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // Before 25.05 the rapl plugin multiplied the memory's counts by the package's unit (commit c8a694e369).
    private static readonly Version MemoryUnitMended = new(25, 5);

    /// <summary>Whether memory may be counted in a wrong unit.</summary>
    public bool IsUnitSuspect => Plugin == "rapl" && (!System.Version.TryParse(Version, out var version) || version < MemoryUnitMended);

    /// <summary>Asks the site.</summary>
    /// <param name="nodes">Names of the nodes as Slurm abbreviates them.</param>
    public static SlurmSite Ask(string nodes)
    {
        var version = VersionNumber().Match(Output("sacct", "--version"));
        var plugin = PluginName().Match(Output("scontrol", "show", "config"));
        var totals = ProcessorTotal().Matches(Output("scontrol", "show", "node", nodes, "-o"));
        return new SlurmSite(
            version.Success ? version.Value : null,
            plugin.Success ? plugin.Groups["name"].Value : null,
            totals.Count == 0 ? null : totals.Sum(match => long.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)));
    }

    private static string Output(string program, params string[] arguments)
    {
        var outcome = DeadlineProcess.Run(program, arguments, Deadline);
        return outcome.ExitCode == 0 ? outcome.Output : "";
    }

    [GeneratedRegex(@"[0-9]+\.[0-9]+(\.[0-9]+)?")]
    private static partial Regex VersionNumber();

    [GeneratedRegex(@"AcctGatherEnergyType\s*=\s*(acct_gather_energy/)?(?<name>[a-z_]+)")]
    private static partial Regex PluginName();

    [GeneratedRegex(@"\bCPUTot=(?<count>[0-9]+)")]
    private static partial Regex ProcessorTotal();
}
