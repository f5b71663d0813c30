using ButterE.Engine.Data;

namespace ButterE.Engine.Sweeps.Plans;

/// <summary>What is true of a plan as a whole: the document plan.json.</summary>
public sealed record PlanHeader
{
    /// <summary>The schema of this version.</summary>
    public const string CurrentSchema = "buttere.plan/1";

    /// <summary>The schema.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The description as it was given, or the name of the preset.</summary>
    public required string Description { get; init; }

    /// <summary>Number of runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Distinct networks among the runs: data set, widths and whether they are residual.</summary>
    public required int Networks { get; init; }

    /// <summary>The shards, by number.</summary>
    public required IReadOnlyList<PlannedShard> Shards { get; init; }

    /// <summary>What the predicted times come from.</summary>
    public required string PredictedBy { get; init; }

    /// <summary>The data that the runs train on.</summary>
    public required IReadOnlyList<PlannedData> Data { get; init; }

    /// <summary>Sizes that no network of the shape and depth comes near enough to; they are not planned.</summary>
    public required IReadOnlyList<UnreachableSize> Unreachable { get; init; }

    /// <summary>Version of the engine that planned, and that has to run: it is part of the identity of each run.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>SHA-256 of plan.parquet, 64 lower-case hexadecimal digits.</summary>
    public string PlanSha256 { get; init; } = "";
}

/// <summary>One shard of a plan: what one task of an array works on.</summary>
/// <param name="Shard">Its number, from 0.</param>
/// <param name="Device">Device of all its runs.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="PredictedSeconds">Time that all of them are expected to take one after the other, s.</param>
/// <param name="LargestParameters">Parameters of its largest network.</param>
public sealed record PlannedShard(int Shard, string Device, int Runs, double PredictedSeconds, long LargestParameters);

/// <summary>Data that runs of a plan train on.</summary>
/// <param name="Name">Name in the plan and of the folder of the rows.</param>
/// <param name="Dataset">Registered data set under whose rules it is read; null for a user's own.</param>
/// <param name="File">The user's file, absolute; null for shipped or synthetic data.</param>
/// <param name="FileSha256">SHA-256 of the file when it was planned; null without a file.</param>
/// <param name="Task">Task that the description asks for; null for the data's own.</param>
/// <param name="Source">Where the numbers come from, in words.</param>
/// <param name="Synthetic">Whether the numbers are generated: times are real, losses say nothing about the named data.</param>
/// <param name="Inputs">Input units after encoding.</param>
/// <param name="Outputs">Output units.</param>
/// <param name="Rows">Rows before the split.</param>
/// <param name="RawFeatures">Feature columns before encoding.</param>
public sealed record PlannedData(
    string Name, string? Dataset, string? File, string? FileSha256, LearningTask? Task, string Source, bool Synthetic, int Inputs, int Outputs, int Rows,
    int RawFeatures);

/// <summary>A size that was asked for and cannot be had.</summary>
/// <param name="Data">Name of the data.</param>
/// <param name="Shape">Published name of the shape.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Size">Parameters that were asked for.</param>
/// <param name="Parameters">Parameters of the nearest network.</param>
/// <param name="Why">Why it is not planned.</param>
public sealed record UnreachableSize(string Data, string Shape, int Depth, long Size, long Parameters, string Why);
