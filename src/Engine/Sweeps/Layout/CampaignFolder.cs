using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Sweeps.Layout;

/// <summary>
/// Where a campaign keeps what. Everything below it is a file that is written under another name and renamed, so that any number of processes on any
/// number of machines that see the folder may work on it, and none that is killed leaves half a file under a name that counts.
/// </summary>
/// <param name="Root">The folder.</param>
public sealed record CampaignFolder(string Root)
{
    /// <summary>The plan: one row per run, never changed.</summary>
    public string PlanTable => Path.Combine(Root, "plan.parquet");

    /// <summary>What is true of the plan as a whole; written after the table, so that a plan exists when this does.</summary>
    public string PlanSummary => Path.Combine(Root, "plan.json");

    /// <summary>Finished rows, in folders by data set and shard.</summary>
    public string Results => Path.Combine(Root, "results");

    /// <summary>State of runs that are under way.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>One file per failed run.</summary>
    public string Failures => Path.Combine(Root, "failures");

    /// <summary>Who works on what.</summary>
    public string Claims => Path.Combine(Root, "claims");

    /// <summary>Folder of the rows of one data set and shard.</summary>
    /// <param name="data">Name of the data set in the plan.</param>
    /// <param name="shard">Number of the shard, from 0.</param>
    public string ShardFolder(string data, int shard) => Path.Combine(Results, $"dataset={data}", $"shard={shard:00000}");

    /// <summary>File of one finished row.</summary>
    /// <param name="data">Name of the data set in the plan.</param>
    /// <param name="shard">Number of the shard, from 0.</param>
    /// <param name="runId">Identity of the run.</param>
    public string Row(string data, int shard, string runId) => Path.Combine(ShardFolder(data, shard), $"run-{runId}.parquet");

    /// <summary>File of the saved state of a run.</summary>
    public string Checkpoint(string runId) => Path.Combine(Checkpoints, runId + ".safetensors");

    /// <summary>File that says why a run failed.</summary>
    public string Failure(string runId) => Path.Combine(Failures, runId + ".json");

    /// <summary>Makes the folders.</summary>
    /// <exception cref="InputException">They cannot be made.</exception>
    public void Create()
    {
        foreach (var folder in new[] { Root, Results, Checkpoints, Failures, Claims })
            OutputFolder.Make(folder);
    }
}
