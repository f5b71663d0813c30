using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe.Files;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>What killed processes leave behind: temporaries, and states of runs that have their rows.</summary>
internal static class Leftovers
{
    /// <summary>Deletes the temporaries of a run that nobody works on.</summary>
    public static void OfRun(CampaignFolder folder, SweepRun run)
    {
        Delete(folder.Checkpoints, $".{run.RunId}*.tmp");
        Delete(folder.ShardFolder(run.Data, run.Shard), $".run-{run.RunId}*.tmp");
    }

    /// <summary>Deletes what is left of a shard of which every run is finished.</summary>
    public static void OfShard(CampaignFolder folder, IReadOnlyList<SweepRun> runs)
    {
        foreach (var run in runs)
            State(folder, run);
        foreach (var shardFolder in runs.Select(run => folder.ShardFolder(run.Data, run.Shard)).Distinct())
            Delete(shardFolder, ".*.tmp");
    }

    /// <summary>Deletes the saved state of a run.</summary>
    public static void State(CampaignFolder folder, SweepRun run) => WholeFile.TryDelete(folder.Checkpoint(run.RunId));

    private static void Delete(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, pattern))
            WholeFile.TryDelete(path);
    }
}
