using ButterE.Engine.Runs;
using ButterE.Engine.Training;

namespace ButterE.Engine.Sweeps.Plans;

/// <summary>One run of a plan: one row of plan.parquet.</summary>
public sealed record SweepRun
{
    /// <summary>Identity of the run, from <see cref="Runs.RunId.Of"/> on the configuration.</summary>
    public required string RunId { get; init; }

    /// <summary>What is to be run; its properties are columns of their own.</summary>
    public required RunConfiguration Configuration { get; init; }

    /// <summary>Name of the data in <see cref="PlanHeader.Data"/>, and of the folder <c>dataset=NAME</c> of its rows.</summary>
    public required string Data { get; init; }

    /// <summary>Number of the shard, from 0. All runs of a shard are for one device.</summary>
    public required int Shard { get; init; }

    /// <summary>Place in the order of its shard, from 0: longest first.</summary>
    public required int Position { get; init; }

    /// <summary>Time that the run is expected to take, s; <see cref="PlanHeader.PredictedBy"/> says by what.</summary>
    public required double PredictedSeconds { get; init; }

    /// <summary>Memory that the run takes at most, bytes (<see cref="RunMemory"/>).</summary>
    public long MemoryBytes() =>
        RunMemory.Bytes(Configuration.ToNetwork(), Configuration.Batch, Configuration.Rows ?? 0, Configuration.ToSchedule());

    /// <summary>The run in a few words, for people.</summary>
    public string InWords() =>
        $"{Data} {Configuration.Shape} depth {Configuration.Depth} size {Configuration.Size} batch {Configuration.Batch} {Configuration.Device} {Configuration.Schedule}"
        + (Configuration.Replicate > 0 ? $" replicate {Configuration.Replicate}" : "");
}
