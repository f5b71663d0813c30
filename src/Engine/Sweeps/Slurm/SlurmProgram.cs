using System.ComponentModel;
using System.Diagnostics;

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
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new SlurmOutcome(null, "", $"{program} is not on PATH");
        }

        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return new SlurmOutcome(null, "", $"{program} did not answer within {Patience.TotalSeconds:0} s");
        }

        return new SlurmOutcome(process.ExitCode, output.Result, error.Result.ReplaceLineEndings(" ").Trim());
    }
}
