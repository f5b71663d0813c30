using ButterE.Engine.Model;
using ButterE.Engine.Runs;
using ButterE.Engine.Trends;
using ButterE.Probe;

namespace ButterE.Engine.Isolines;

/// <summary>Where the losses of a table of runs are found.</summary>
public static class LossSource
{
    /// <summary>The run records behind tables, if they are this engine's own: folders of Parquet files, or files of runs.</summary>
    /// <param name="runs">The tables, as the option <c>--runs</c> names them.</param>
    /// <returns>Null where one is another table.</returns>
    /// <exception cref="InputException">A run file cannot be read.</exception>
    public static IReadOnlyList<RunRecord>? Records(IReadOnlyList<string> runs) =>
        runs.All(IsOwn) ? [.. runs.SelectMany(RunStore.Read).DistinctBy(run => run.RunId)] : null;

    private static bool IsOwn(string runs) =>
        (Directory.Exists(runs) || runs.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        && RunTable.Read(runs).All(row => row.Has("run_id") && row.Has("engine_version"));

    /// <summary>The loss curves of own run records, or of a campaign whose losses BUTTER measured; empty without losses.</summary>
    /// <param name="runs">The tables of runs.</param>
    /// <param name="summary">Folder of BUTTER's <c>summary_by_epoch</c>; null for none.</param>
    /// <param name="campaign">The experiments of the tables.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    /// <exception cref="InsufficientDataException">A summary was named that has losses for none of the experiments.</exception>
    public static IReadOnlyList<LossCurve> Read(IReadOnlyList<string> runs, string? summary, CampaignRuns campaign)
    {
        if (summary is null)
            return Records(runs) is { } records ? RunLosses.Of(records, campaign.Target) : [];
        var joined = CampaignLosses.Join(campaign, ButterSummary.Read(summary));
        return joined.Curves.Count > 0
            ? joined.Curves
            : throw new InsufficientDataException($"{summary}: has losses for none of the {campaign.Experiments.Count} networks of {string.Join(", ", runs)}");
    }

    /// <summary>The kinds of device that runs were made on, as a message names them: cpu, gpu, simulator.</summary>
    /// <param name="devices">Their devices, as runs or profiles name them.</param>
    public static IReadOnlyList<string> KindsOf(IEnumerable<string> devices) =>
        [.. devices.Select(RunsFile.KindOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The curves of one kind of device; cuda:0, opencl:1 and gpu are one kind.</summary>
    /// <param name="curves">The curves.</param>
    /// <param name="device">The device, as a profile names it.</param>
    public static IReadOnlyList<LossCurve> OnDevice(IEnumerable<LossCurve> curves, string device) =>
        [.. curves.Where(curve => RunsFile.AreOfOneKind(curve.Device, device))];
}
