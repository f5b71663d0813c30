namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>How a campaign is handed to Slurm. It is kept with the submission, so that a later one needs no options.</summary>
public sealed record SubmissionSettings
{
    /// <summary>Partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>Time limit of a task, minutes; null for one from the predicted times. A task at its limit saves its run and is queued again.</summary>
    public int? Minutes { get; init; }

    /// <summary>Processors of a task; null for what the plan asks for, else 2.</summary>
    public int? Cpus { get; init; }

    /// <summary>Memory of a task, MB; null for one from the largest run.</summary>
    public long? Megabytes { get; init; }

    /// <summary>Most tasks at the same time; null for no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Shards that a task works on, one after the other; null for one, or more where the cluster takes no so many tasks.</summary>
    public int? ShardsPerTask { get; init; }

    /// <summary>Whether a task has its node for itself; it has in any case when a run of the plan is metered.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether a job collects the rows when all tasks have ended.</summary>
    public bool Collect { get; init; } = true;

    /// <summary>Further options of sbatch, such as <c>--account=me</c>.</summary>
    public IReadOnlyList<string> Sbatch { get; init; } = [];

    /// <summary>Further options of <c>buttere sweep run</c>, such as <c>--meter</c> and its value.</summary>
    public IReadOnlyList<string> Run { get; init; } = [];
}
