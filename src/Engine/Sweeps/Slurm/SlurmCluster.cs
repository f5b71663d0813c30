using System.Globalization;
using ButterE.Kernels;

namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>What a cluster grants, as its controller and sinfo tell it.</summary>
/// <param name="MaxArraySize">One more than the largest index of an array.</param>
/// <param name="MaxJobs">Most jobs that the controller keeps, each task of an array counted.</param>
/// <param name="JobsNow">Jobs that it keeps now; null when squeue did not tell.</param>
/// <param name="MostCpus">Processors of the largest node; null when sinfo did not tell.</param>
/// <param name="MostMegabytes">Memory of the largest node, MB; null when sinfo did not tell.</param>
/// <param name="CompletionFile">File of completed jobs (JobCompType=jobcomp/filetxt); null without one.</param>
public sealed record SlurmCluster(int MaxArraySize, int MaxJobs, int? JobsNow, int? MostCpus, long? MostMegabytes, string? CompletionFile)
{
    // Jobs of others that may come while ours wait.
    private const double SpareShare = 0.1;

    /// <summary>Why the cluster could not be asked, so that these are Slurm's defaults and no cluster's; null where it was.</summary>
    public string? NotAsked { get; init; }

    /// <summary>Tasks that may be added now.</summary>
    public int FreeTasks => Math.Max(1, (int)((1 - SpareShare) * MaxJobs) - (JobsNow ?? 0));

    /// <summary>Asks the cluster.</summary>
    /// <param name="partition">Partition whose nodes count; null for all.</param>
    /// <exception cref="UnavailableException">There is no Slurm, or its controller does not answer.</exception>
    public static SlurmCluster Ask(string? partition)
    {
        var cluster = AskOrAssume(partition);
        return cluster.NotAsked is { } why ? throw new UnavailableException($"Slurm cannot be asked: {why}") : cluster;
    }

    /// <summary>Asks the cluster; where there is none to ask, takes the defaults of Slurm and says why, for what is only to be looked at.</summary>
    /// <param name="partition">Partition whose nodes count; null for all.</param>
    public static SlurmCluster AskOrAssume(string? partition)
    {
        var config = SlurmProgram.Run("scontrol", "show", "config");
        if (!config.Succeeded)
            return Parse("") with { NotAsked = $"scontrol show config: {(config.Error.Length > 0 ? config.Error : $"exit code {config.ExitCode}")}" };
        var queue = SlurmProgram.Run("squeue", "-h", "-r", "-o", "%i");
        string[] chosen = partition is null ? [] : ["-p", partition];
        var nodes = SlurmProgram.Run("sinfo", ["-h", "-o", "%c|%m", .. chosen]).Lines
            .Select(line => line.Split('|')).Where(cells => cells.Length == 2)
            .Select(cells => (Cpus: Number(cells[0]), Megabytes: Number(cells[1]))).ToList();
        return Parse(config.Output) with
        {
            JobsNow = queue.Succeeded ? queue.Lines.Count : null,
            MostCpus = nodes.Count > 0 ? (int?)nodes.Max(node => node.Cpus) : null,
            MostMegabytes = nodes.Count > 0 ? nodes.Max(node => node.Megabytes) : null,
        };
    }

    /// <summary>Reads what <c>scontrol show config</c> prints: one <c>Key = value</c> a line.</summary>
    /// <remarks>Defaults are those of slurm.conf(5): MaxArraySize 1001, MaxJobCount 10000.</remarks>
    internal static SlurmCluster Parse(string config)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in config.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                values[line[..at].Trim()] = line[(at + 1)..].Trim();
        }

        return new SlurmCluster(
            (int)(Number(values.GetValueOrDefault("MaxArraySize")) ?? 1001), (int)(Number(values.GetValueOrDefault("MaxJobCount")) ?? 10_000), null, null, null,
            values.GetValueOrDefault("JobCompType") == "jobcomp/filetxt" ? values.GetValueOrDefault("JobCompLoc") : null);
    }

    // sinfo writes 64000+ where nodes of a line differ: the least of them.
    private static long? Number(string? text) =>
        long.TryParse(text?.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
