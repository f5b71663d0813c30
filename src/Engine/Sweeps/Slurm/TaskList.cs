namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>One array of tasks: a job of its own, because an index may not be as large as the cluster's MaxArraySize.</summary>
/// <param name="Offset">Number of its first task in the list of all.</param>
/// <param name="Count">Its tasks; their indices go from 0.</param>
public sealed record ArrayChunk(int Offset, int Count);

/// <summary>Shards as tasks, and tasks as arrays.</summary>
public static class TaskList
{
    /// <summary>Deals shards out to tasks, in order, the same number to each but for the last.</summary>
    /// <param name="shards">Shards to work on, most expensive first.</param>
    /// <param name="mostTasks">Tasks that the cluster takes.</param>
    /// <param name="shardsPerTask">Shards of a task; null for as few as the cluster allows.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<int> shards, int mostTasks, int? shardsPerTask)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var least = (shards.Count + mostTasks - 1) / mostTasks;
        return [.. shards.Chunk(Math.Max(1, Math.Max(least, shardsPerTask ?? 1)))];
    }

    /// <summary>Cuts tasks into arrays.</summary>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="maxArraySize">One more than the largest index.</param>
    public static IReadOnlyList<ArrayChunk> Arrays(int tasks, int maxArraySize) =>
        [.. Enumerable.Range(0, (tasks + maxArraySize - 1) / maxArraySize)
            .Select(chunk => new ArrayChunk(chunk * maxArraySize, Math.Min(maxArraySize, tasks - chunk * maxArraySize)))];
}
