using System.Globalization;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Kernels;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>One array as it will be, or was, handed to sbatch.</summary>
/// <param name="Chunk">Its tasks.</param>
/// <param name="Script">Its script.</param>
/// <param name="JobId">Its number; null before sbatch took it.</param>
public sealed record PreparedArray(ArrayChunk Chunk, string Script, string? JobId);

/// <summary>
/// The missing runs of a campaign as jobs of Slurm: arrays over shards, and a job that collects when they have ended. Shards that a job has already, waiting
/// or running, are not submitted again.
/// </summary>
public sealed class SlurmSubmission
{
    // Beside what the run needs: buffers of files, and what the estimate does not know.
    private const double MemoryMargin = 1.25, MegabytesBeside = 512, Megabyte = 1 << 20;

    // Predicted times are rough; a task at its limit goes on after being queued again, so that an error costs a wait.
    private const double TimeMargin = 1.5, MinutesBeside = 10;
    private const int LeastMinutes = 30, DefaultCpus = 2;

    // A row in a file of its own and one in that of its shard; both moments and parameters of a run under way, twice while it is saved.
    private const double BytesOfRow = 20_000, BytesOfEpoch = 4 * sizeof(double), RowCopies = 2, SavedBytesOfParameter = 2 * 3 * sizeof(float);

    private readonly CampaignFolder folder;
    private readonly string program;

    private SlurmSubmission(CampaignFolder folder, SweepPlan plan, string program, SubmissionSettings settings, SlurmCluster cluster, IEnumerable<string> retried)
    {
        (this.folder, this.program, Settings, Cluster) = (folder with { Root = Path.GetFullPath(folder.Root) }, program, settings, cluster);
        var look = new StatusLook(folder, retried);
        Status = look.Of(plan.Runs);
        var busy = SlurmView.Of(folder, cluster).BusyShards;
        var missing = plan.Runs.Where(look.IsMissing).ToLookup(run => run.Shard);
        var shards = plan.Header.Shards.Where(shard => missing.Contains(shard.Shard)).ToList();
        InQueue = shards.Count(shard => busy.Contains(shard.Shard));
        shards.RemoveAll(shard => busy.Contains(shard.Shard));
        Runs = shards.Sum(shard => missing[shard.Shard].Count());
        // The longest first: what is left at the end is short.
        int[] ordered = [.. shards.OrderByDescending(shard => missing[shard.Shard].Sum(run => run.PredictedSeconds)).Select(shard => shard.Shard)];
        Tasks = TaskList.Of(ordered, cluster.FreeTasks, settings.ShardsPerTask);
        var chosen = shards.SelectMany(shard => missing[shard.Shard]).ToArray();
        Grant = chosen.Length == 0 ? new TaskGrant(0, 0, 0, false) : Granted(chosen, missing);
        if (chosen.Length > 0)
            CheckDisk(chosen);
    }

    /// <summary>How far the campaign is.</summary>
    public SweepStatus Status { get; }

    /// <summary>Shards of each task.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Tasks { get; }

    /// <summary>Missing runs in them.</summary>
    public int Runs { get; }

    /// <summary>Shards with missing runs that a job has already.</summary>
    public int InQueue { get; }

    /// <summary>What each task is granted.</summary>
    public TaskGrant Grant { get; }

    /// <summary>How it is submitted.</summary>
    public SubmissionSettings Settings { get; }

    /// <summary>The cluster.</summary>
    public SlurmCluster Cluster { get; }

    /// <summary>The arrays; with their numbers after <see cref="Submit"/>.</summary>
    public IReadOnlyList<PreparedArray> Arrays { get; private set; } = [];

    /// <summary>The script of the job that collects; null without one.</summary>
    public string? CollectScript { get; private set; }

    /// <summary>Number of the job that collects; null before <see cref="Submit"/> and without one.</summary>
    public string? CollectJob { get; private set; }

    /// <summary>Prepares a submission; nothing is written and nothing handed over.</summary>
    /// <param name="folder">The campaign; every node must see it under this path.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="program">How this program is started on a node: a program that is there, and its first arguments.</param>
    /// <param name="settings">How to submit.</param>
    /// <param name="retried">Identities of runs whose failures are about to be cleared: they count as missing. Null for none.</param>
    /// <param name="mayAssume">Whether Slurm's defaults may stand for a cluster that cannot be asked; such a submission is to be looked at only.</param>
    /// <exception cref="UnavailableException">There is no Slurm, or no node is large enough for a run.</exception>
    /// <exception cref="InputException">The campaign cannot be read, or its disk has too little space.</exception>
    public static SlurmSubmission Prepare(
        CampaignFolder folder, SweepPlan plan, IEnumerable<string> program, SubmissionSettings settings, IEnumerable<string>? retried = null,
        bool mayAssume = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        var words = string.Join(' ', program.Select(JobScripts.Quoted));
        var cluster = mayAssume ? SlurmCluster.AskOrAssume(settings.Partition) : SlurmCluster.Ask(settings.Partition);
        var submission = new SlurmSubmission(folder, plan, words, settings, cluster, retried ?? []);
        submission.Write(Next(folder));
        return submission;
    }

    /// <summary>Hands the arrays to sbatch, then the job that collects. What sbatch took is on record before the next is handed over.</summary>
    /// <exception cref="UnavailableException">The cluster could not be asked when this was prepared.</exception>
    /// <exception cref="InputException">A file cannot be written, or sbatch refuses; what it took before runs on.</exception>
    public void Submit()
    {
        if (Cluster.NotAsked is { } why)
            throw new UnavailableException($"Slurm cannot be asked: {why}");
        var record = new SubmissionRecord { Number = Next(folder), TimeUtc = DateTime.UtcNow, Settings = Settings, Tasks = Tasks };
        var own = SubmissionFiles.Folder(folder, record.Number);
        OutputFolder.Make(own);
        OutputFolder.Make(SubmissionFiles.Logs(folder));

        WholeFile.WriteText(TasksFile(record.Number), string.Join('\n', Tasks.Select(task => string.Join(' ', task))));
        SubmissionFiles.Write(folder, record);
        for (var i = 0; i < Arrays.Count; i++)
        {
            var job = Sbatch(Path.Combine(own, string.Create(CultureInfo.InvariantCulture, $"array-{i:000}.sh")), Arrays[i].Script, ArrayLog);
            Arrays = [.. Arrays.Select((array, at) => at == i ? array with { JobId = job } : array)];
            record = record with { Arrays = [.. record.Arrays, new SubmittedArray(job, Arrays[i].Chunk.Offset, Arrays[i].Chunk.Count)] };
            SubmissionFiles.Write(folder, record);
        }

        if (CollectScript is not { } script)
            return;
        var jobs = string.Join(':', record.Arrays.Select(array => array.JobId));
        CollectJob = Sbatch(Path.Combine(own, "collect.sh"), script, CollectLog, $"--dependency=afterany:{jobs}");
        SubmissionFiles.Write(folder, record with { CollectJob = CollectJob });
    }

    /// <summary>What sbatch is told beside the script of an array, as a shell takes it.</summary>
    public string ArrayOptions => JobScripts.Quoted(ArrayLog);

    /// <summary>What sbatch is told beside the script of the job that collects, as a shell takes it; that the job waits for the arrays comes to it.</summary>
    public string CollectOptions => JobScripts.Quoted(CollectLog);

    private string ArrayLog => JobScripts.Output(SubmissionFiles.Logs(folder), "%A_%a.log");

    private string CollectLog => JobScripts.Output(SubmissionFiles.Logs(folder), "collect-%j.log");

    private static int Next(CampaignFolder folder) => SubmissionFiles.ReadAll(folder).Select(record => record.Number + 1).LastOrDefault();

    private string TasksFile(int number) => Path.Combine(SubmissionFiles.Folder(folder, number), "tasks");

    private void Write(int number)
    {
        Arrays =
        [
            .. TaskList.Arrays(Tasks.Count, Cluster.MaxArraySize)
                .Select(chunk => new PreparedArray(chunk, JobScripts.Array(program, folder.Root, TasksFile(number), chunk, Grant, Settings), null)),
        ];
        CollectScript = Settings.Collect && Tasks.Count > 0 ? JobScripts.Collection(program, folder.Root, Settings) : null;
    }

    private static string Sbatch(string path, string script, params string[] options)
    {
        WholeFile.WriteText(path, script);
        var outcome = SlurmProgram.Run("sbatch", ["--parsable", .. options, path]);
        // With clusters of clusters the number is followed by a name.
        var job = outcome.Lines.Count > 0 ? outcome.Lines[^1].Split(';')[0] : "";
        return job.Length > 0 ? job : throw new InputException($"{path}: sbatch refuses it: {outcome.Error} (earlier arrays run on; submit again when it is mended)");
    }

    private TaskGrant Granted(SweepRun[] runs, ILookup<int, SweepRun> missing)
    {
        var largest = runs.MaxBy(run => run.MemoryBytes())!;
        var megabytes = Settings.Megabytes ?? (long)Math.Ceiling(MemoryMargin * largest.MemoryBytes() / Megabyte + MegabytesBeside);
        if (Settings.Megabytes is { } asked && asked * Megabyte < largest.MemoryBytes())
            throw new InputException($"--mem {asked}: the run {largest.InWords()} needs about {largest.MemoryBytes() / Megabyte:0} MB");
        if (Cluster.MostMegabytes is { } most && megabytes > most)
        {
            throw new UnavailableException(
                $"the run {largest.InWords()} needs about {megabytes} MB, no node {(Settings.Partition is { } name ? $"of {name} " : "")}has more than {most} MB; plan without it");
        }

        var cpus = Settings.Cpus ?? runs.Max(run => run.Configuration.Threads) ?? Math.Min(DefaultCpus, Cluster.MostCpus ?? DefaultCpus);
        if (Cluster.MostCpus is { } cores && cpus > cores)
            throw new UnavailableException($"a task would need {cpus} processors, no node has more than {cores} (--cpus-per-task)");
        var seconds = Tasks.Max(task => task.Sum(shard => missing[shard].Sum(run => run.PredictedSeconds)));
        var minutes = Settings.Minutes ?? (int)Math.Max(LeastMinutes, Math.Ceiling(TimeMargin * seconds / 60 + MinutesBeside));
        // Meters see the whole node: whoever else works on it would be measured with the run.
        var isMetered = runs.Any(run => run.Configuration.Meter is not (null or "none")) || Settings.Run.Any(option => option.StartsWith("--meter", StringComparison.Ordinal));
        return new TaskGrant(minutes, cpus, megabytes, Settings.Exclusive || isMetered);
    }

    private void CheckDisk(SweepRun[] runs)
    {
        var rows = RowCopies * runs.Sum(run => BytesOfRow + BytesOfEpoch * run.Configuration.Epochs);
        var atOnce = Math.Min(Tasks.Count, Settings.Limit ?? int.MaxValue);
        var saved = SavedBytesOfParameter * runs.Select(run => (double)run.Configuration.Parameters).OrderDescending().Take(atOnce).Sum();
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        if (rows + saved > free)
        {
            throw new InputException(
                $"{folder.Root}: the rows of {runs.Length} runs need about {rows / 1e6:N0} MB and saved states up to {saved / 1e6:N0} MB, {free / 1e6:N0} MB are free");
        }
    }
}
