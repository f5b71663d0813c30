using System.Globalization;
using ButterE.Engine.Sweeps.Layout;

namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>A task of a submitted array as Slurm sees it.</summary>
/// <param name="Task">JOB_TASK.</param>
/// <param name="Shards">Its shards.</param>
/// <param name="State">State in Slurm's words, such as RUNNING; <c>UNKNOWN</c> when nobody remembers it.</param>
/// <param name="Node">Node; null when it has none.</param>
/// <param name="Source">Who said so: squeue, sacct, jobcomp or nobody.</param>
public sealed record SlurmTask(string Task, IReadOnlyList<int> Shards, string State, string? Node, string Source)
{
    private static readonly HashSet<string> Living =
        ["PENDING", "RUNNING", "SUSPENDED", "COMPLETING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED"];

    /// <summary>Whether it waits or runs.</summary>
    public bool IsLiving => Living.Contains(State);
}

/// <summary>
/// What Slurm says of the tasks of a campaign: the queue first, which forgets jobs some minutes after their end; then the accounting; where that is not
/// enabled, the file of completed jobs.
/// </summary>
/// <param name="Tasks">All tasks of all submissions.</param>
/// <param name="Problem">Why Slurm could not be asked; null when it could.</param>
public sealed record SlurmView(IReadOnlyList<SlurmTask> Tasks, string? Problem)
{
    private const string Forgotten = "UNKNOWN";

    private sealed record Seen(string State, string? Node, string Source);

    /// <summary>Shards that a living task has.</summary>
    public IReadOnlySet<int> BusyShards => Tasks.Where(task => task.IsLiving).SelectMany(task => task.Shards).ToHashSet();

    /// <summary>Tasks by state.</summary>
    public IReadOnlyDictionary<string, int> ByState => Tasks.GroupBy(task => task.State).OrderBy(group => group.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Asks Slurm for the tasks of a campaign's submissions; for nothing when there are none.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="cluster">The cluster; null to ask it.</param>
    public static SlurmView Of(CampaignFolder folder, SlurmCluster? cluster = null)
    {
        var submissions = SubmissionFiles.ReadAll(folder);
        var jobs = submissions.SelectMany(record => record.Arrays).Select(array => array.JobId).ToArray();
        if (jobs.Length == 0)
            return new SlurmView([], null);
        var list = string.Join(',', jobs);
        var queue = SlurmProgram.Run("squeue", "-h", "-r", "-t", "all", "-j", list, "-o", "%F_%K|%T|%N");
        // A controller that has forgotten all of the jobs says that their numbers are invalid.
        var isGone = queue is { Succeeded: false, ExitCode: not null } && queue.Error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase);
        var seen = queue.Lines.Select(line => line.Split('|')).Where(cells => cells.Length == 3)
            .GroupBy(cells => cells[0]).ToDictionary(group => group.Key, group => new Seen(group.Last()[1], Name(group.Last()[2]), "squeue"));
        var wanted = submissions.SelectMany(Submitted).ToList();
        if (wanted.Exists(task => !seen.ContainsKey(task.Task)))
        {
            var ended = Accounted(list) ?? Completed((cluster ?? TryCluster())?.CompletionFile);
            foreach (var (task, state) in ended)
                seen.TryAdd(task, state);
        }

        return new SlurmView(
            [.. wanted.Select(task => seen.GetValueOrDefault(task.Task) is { } state ? new SlurmTask(task.Task, task.Shards, state.State, state.Node, state.Source)
                : new SlurmTask(task.Task, task.Shards, Forgotten, null, "nobody"))],
            queue.Succeeded || isGone ? null : queue.Error.Length > 0 ? queue.Error : $"squeue: exit code {queue.ExitCode}");
    }

    private static IEnumerable<(string Task, IReadOnlyList<int> Shards)> Submitted(SubmissionRecord record) =>
        from array in record.Arrays
        from index in Enumerable.Range(0, array.Count)
        select (string.Create(CultureInfo.InvariantCulture, $"{array.JobId}_{index}"), record.Tasks[array.Offset + index]);

    // The last line of a task is its last attempt.
    private static Dictionary<string, Seen>? Accounted(string jobs)
    {
        var outcome = SlurmProgram.Run("sacct", "-n", "-P", "-X", "-j", jobs, "--format=JobID,State,NodeList");
        return !outcome.Succeeded ? null : outcome.Lines.Select(line => line.Split('|')).Where(cells => cells.Length >= 3)
            .GroupBy(cells => cells[0]).ToDictionary(group => group.Key, group => new Seen(group.Last()[1].Split(' ')[0], Name(group.Last()[2]), "sacct"));
    }

    /// <summary>Reads the file of jobcomp/filetxt: words <c>Key=value</c>, a job a line.</summary>
    private static Dictionary<string, Seen> Completed(string? file)
    {
        var seen = new Dictionary<string, Seen>();
        if (file is null)
            return seen;
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                var words = line.Split(' ').Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2).GroupBy(pair => pair[0])
                    .ToDictionary(group => group.Key, group => group.First()[1]);
                if (words.TryGetValue("ArrayJobId", out var job) && words.TryGetValue("ArrayTaskId", out var task) && words.TryGetValue("JobState", out var state))
                    seen[$"{job}_{task}"] = new Seen(state, Name(words.GetValueOrDefault("NodeList") ?? ""), "jobcomp");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Users may not read it everywhere; the tasks are then those that nobody remembers.
            return seen;
        }

        return seen;
    }

    private static SlurmCluster? TryCluster() => SlurmProgram.Run("scontrol", "show", "config") is { Succeeded: true } config ? SlurmCluster.Parse(config.Output) : null;

    private static string? Name(string node) => node is "" or "(null)" or "None assigned" ? null : node;
}
