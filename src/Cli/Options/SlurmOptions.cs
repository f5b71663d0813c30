using System.CommandLine;
using System.Globalization;
using ButterE.Engine.Sweeps.Slurm;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>How a campaign is handed to Slurm: options of <c>sweep submit</c> and of <c>sweep retry --slurm</c>.</summary>
internal sealed class SlurmOptions
{
    private readonly Option<bool> slurm = new("--slurm") { Description = "As jobs of Slurm, found by sbatch on PATH." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Print the scripts and hand nothing over." };
    private readonly Option<string?> partition = new("--partition") { Description = "Partition (default: the cluster's).", HelpName = "NAME" };
    private readonly Option<int?> minutes = Number(
        "--time", "Time limit of a task, minutes; at its end the run is saved and the task queued again (default: from the predicted times).");
    private readonly Option<int?> cpus = Number(
        "--cpus-per-task", "Processors of a task (default: the threads that the plan asks for, else 2).");
    private readonly Option<int?> megabytes = Number("--mem", "Memory of a task, MB (default: what the largest run needs, with a margin).");
    private readonly Option<int?> limit = Number("--limit", "Most tasks at the same time.");
    private readonly Option<int?> shardsPerTask = Number(
        "--shards-per-task", "Shards that a task works on one after the other (default: 1, more where the cluster takes no so many tasks).");
    private readonly Option<bool> exclusive = new("--exclusive") { Description = "A node for each task alone; runs under a meter have it in any case." };
    private readonly Option<bool> noCollect = new("--no-collect") { Description = "No job that collects the rows at the end." };
    private readonly Option<string[]> sbatch = new("--sbatch")
    {
        Description = "A further option of sbatch, such as --sbatch=--account=me; may be repeated.",
        HelpName = "OPTION",
    };
    private readonly Option<string[]> run = new("--run-option")
    {
        Description = "A further option of sweep run, such as --run-option=--meter=slurm; may be repeated.",
        HelpName = "OPTION",
    };

    // All of them say how to hand over, so that without --slurm they would mean nothing.
    private Option[] AboutSlurm => [dryRun, partition, minutes, cpus, megabytes, limit, shardsPerTask, exclusive, noCollect, sbatch, run];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[slurm, .. AboutSlurm])
            command.Options.Add(option);
    }

    /// <summary>Refuses the options of a call that does not ask for Slurm.</summary>
    /// <exception cref="InputException">One of them was given.</exception>
    public void RefuseWithoutSlurm(ParseResult parsed) => ConflictingOptions.RefuseWithout(parsed, slurm, AboutSlurm);

    /// <summary>Whether Slurm is asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(slurm);

    /// <summary>Whether nothing shall be handed over.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(dryRun);

    /// <summary>Reads the options of one call; what is not given stays as it was in an earlier submission.</summary>
    /// <exception cref="InputException">A number is below 1.</exception>
    public SubmissionSettings Read(ParseResult parsed, SubmissionSettings? earlier)
    {
        var before = earlier ?? new SubmissionSettings();
        return new SubmissionSettings
        {
            Partition = parsed.GetValue(partition) ?? before.Partition,
            Minutes = Positive(parsed, minutes) ?? before.Minutes,
            Cpus = Positive(parsed, cpus) ?? before.Cpus,
            Megabytes = Positive(parsed, megabytes) ?? before.Megabytes,
            Limit = Positive(parsed, limit) ?? before.Limit,
            ShardsPerTask = Positive(parsed, shardsPerTask) ?? before.ShardsPerTask,
            Exclusive = parsed.GetValue(exclusive) || before.Exclusive,
            Collect = !parsed.GetValue(noCollect) && before.Collect,
            Sbatch = parsed.GetValue(sbatch) is { Length: > 0 } options ? options : before.Sbatch,
            Run = parsed.GetValue(run) is { Length: > 0 } more ? more : before.Run,
        };
    }

    private static int? Positive(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) switch
    {
        null => null,
        >= 1 and var value => value,
        { } value => throw new InputException($"{option.Name} {value.ToString(CultureInfo.InvariantCulture)}: must be at least 1"),
    };

    private static Option<int?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
