using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>What one of Slurm's programs printed.</summary>
/// <param name="ExitCode">Its exit code; null when it is not on PATH or did not end in time.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error, or why there is no exit code; one line.</param>
internal sealed record SlurmOutcome(int? ExitCode, string Output, string Error)
{
    /// <summary>Whether it did what it was asked to do.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The lines of its output; none when it failed.</summary>
    public IReadOnlyList<string> Lines =>
        Succeeded ? Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
}

/// <summary>Runs Slurm's programs: sbatch, scontrol, squeue, sacct, sinfo.</summary>
internal static class SlurmProgram
{
    // A busy controller takes its time; one that is down lets its clients wait much longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program that is searched on PATH, without a shell.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static SlurmOutcome Run(string program, params string[] arguments)
    {
        // The queue of a large cluster has many lines, and what Slurm complains about is what the user must read.
        var outcome = DeadlineProcess.Run(program, arguments, Patience, mostCharacters: int.MaxValue, keepsError: true);
        return outcome switch
        {
            { TimedOut: true } => new SlurmOutcome(null, "", $"{program} did not answer within {Patience.TotalSeconds:0} s"),
            { ExitCode: null } => new SlurmOutcome(null, "", $"{program} is not on PATH"),
            _ => new SlurmOutcome(outcome.ExitCode, outcome.Output, outcome.Error.ReplaceLineEndings(" ").Trim()),
        };
    }
}
