using System.Globalization;
using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Probe.Meters.Slurm;

/// <summary>What Slurm accounted for a job or one of its steps.</summary>
/// <param name="Joules">Energy of the whole nodes, J; null without one, or where the rows do not cover all nodes.</param>
/// <param name="Seconds">Elapsed time, s.</param>
/// <param name="Nodes">Names of the nodes as Slurm abbreviates them.</param>
/// <param name="Processors">Processors of the job.</param>
/// <param name="State">State of the job.</param>
internal sealed record SlurmJob(double? Joules, double Seconds, string Nodes, long? Processors, string State);

/// <summary>
/// Asks <c>sacct</c>. Its energy stands on the rows of the steps, each with all that its nodes drew while it ran. On one node the largest is the job's.
/// On several it is that of the extern step, which is on every node as long as the job; without one, the sum of the numbered steps if these fill
/// the job's nodes and time (the batch step is on the first node only).
/// </summary>
internal static class SlurmAccounting
{
    /// <summary>The columns that are asked for, in this order. ConsumedEnergy with its suffixes is not among them.</summary>
    public const string Format = "JobIDRaw,State,ElapsedRaw,NodeList,NCPUS,ConsumedEnergyRaw,JobID";

    private const int IdColumn = 0, StateColumn = 1, SecondsColumn = 2, NodesColumn = 3, ProcessorsColumn = 4, EnergyColumn = 5, SpelledColumn = 6,
        Columns = 7;

    // Of the job's nodes and time; between two steps a launcher works, and Slurm counts whole seconds.
    private const double MostUncovered = 0.02, UnitSeconds = 1;

    private const ulong NoValue = 18446744073709551614;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Asks for a job.</summary>
    /// <param name="job">Number of the job, JOB_TASK for a task of an array, or a step of either as JOB.STEP.</param>
    /// <param name="reason">Why null is returned.</param>
    public static SlurmJob? Read(string job, out string? reason)
    {
        var outcome = DeadlineProcess.Run("sacct", ["-P", "-n", "-D", "-j", job, "--format=" + Format], Deadline);
        if (outcome.TimedOut)
            return Fail($"sacct did not answer within {Deadline.TotalSeconds:0} s", out reason);
        if (outcome.ExitCode is null)
            return Fail("sacct is not on PATH", out reason);
        if (outcome.ExitCode != 0)
            return Fail($"sacct failed with exit code {outcome.ExitCode}: is the accounting storage enabled?", out reason);
        return Parse(outcome.Output, job, out reason);
    }

    /// <summary>Reads what sacct printed.</summary>
    internal static SlurmJob? Parse(string output, string job, out string? reason)
    {
        var all = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split('|'))
            .Where(fields => fields.Length >= Columns).ToArray();
        // The whole array bears the number of one of its tasks, which is not what was meant.
        if (Array.Find(all, row => row[SpelledColumn].StartsWith(job + "_", StringComparison.Ordinal)) is { } task)
            return Fail($"job {job} is an array: name one of its tasks, such as {Prefix(task[SpelledColumn])}", out reason);
        // sacct gives each task of an array a number of its own (JobIDRaw) and spells it JOB_TASK (JobID): either names it.
        var column = Array.Exists(all, row => Names(row[IdColumn], job)) ? IdColumn : SpelledColumn;
        var rows = Array.FindAll(all, row => Names(row[column], job));
        if (rows.Length == 0)
            return Fail($"sacct knows no job {job}", out reason);
        reason = null;
        // A requeued job has several attempts: the rows of the last one follow the last row of the job itself.
        var start = Array.FindLastIndex(rows, row => row[column] == job);
        var attempt = rows[Math.Max(start, 0)..];
        var own = attempt[0];
        var isOnOneNode = attempt.Length == 1 || SlurmNodes.Count(own[NodesColumn]) == 1;
        var joules = isOnOneNode ? attempt.Select(row => Joules(row[EnergyColumn])).Max() : OfNodes(attempt, row => row[column][job.Length..]);
        return new SlurmJob(
            joules, Number(own[SecondsColumn]) ?? 0, own[NodesColumn], (long?)Number(own[ProcessorsColumn]), own[StateColumn]);
    }

    // The first row is the job's own.
    private static double? OfNodes(string[][] rows, Func<string[], string> step)
    {
        if (Array.Find(rows, row => step(row) == ".extern") is { } whole && Joules(whole[EnergyColumn]) is { } joules)
            return joules;
        var steps = Array.FindAll(rows, row => step(row) is ['.', .. var number] && number.All(char.IsAsciiDigit));
        var (all, covered) = (NodeSeconds(rows[0]), steps.Sum(NodeSeconds));
        // Steps that ran beside each other on the same nodes each have the energy of both: they cover more than there is.
        return Math.Abs(all - covered) <= Math.Max(MostUncovered * all, UnitSeconds * SlurmNodes.Count(rows[0][NodesColumn]))
            && Array.TrueForAll(steps, row => Joules(row[EnergyColumn]) is not null)
                ? steps.Sum(row => Joules(row[EnergyColumn])!.Value)
                : null;
    }

    private static double NodeSeconds(string[] row) => SlurmNodes.Count(row[NodesColumn]) * (Number(row[SecondsColumn]) ?? 0);

    /// <summary>An energy of sacct, J; null for the three ways in which it says that there is none.</summary>
    internal static double? Joules(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is not (0 or NoValue) ? value : null;

    private static bool Names(string id, string job) => id == job || id.StartsWith(job + ".", StringComparison.Ordinal);

    private static string Prefix(string id) => id.Split('.')[0];

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static SlurmJob? Fail(string why, out string? reason)
    {
        reason = why;
        return null;
    }
}
