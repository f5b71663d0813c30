using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ButterE.Probe.Meters.Deadlines;

/// <summary>What became of a program that was run for its output.</summary>
/// <param name="ExitCode">Its exit code; null when it was ended because it did not end in time, or could not be started.</param>
/// <param name="Output">What it wrote to standard output, as far as it was kept.</param>
/// <param name="TimedOut">Whether it did not end in time.</param>
public sealed record ProcessOutcome(int? ExitCode, string Output, bool TimedOut)
{
    /// <summary>What it wrote to standard error; empty unless that was asked for.</summary>
    public string Error { get; init; } = "";
}

/// <summary>Runs programs that may hang.</summary>
public static class DeadlineProcess
{
    private const int MostCharacters = 64 * 1024;

    /// <summary>Runs a program without a shell and collects its output; ends it with all its children when it takes too long.</summary>
    /// <param name="file">The program, searched on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="mostCharacters">So much of its output is kept.</param>
    /// <param name="keepsError">Whether standard error is kept too; else it is read and thrown away, because it may hold secrets.</param>
    public static ProcessOutcome Run(
        string file, IEnumerable<string> arguments, TimeSpan deadline, int mostCharacters = MostCharacters, bool keepsError = false)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true,
            RedirectStandardInput = true };
        var (output, error) = (new StringBuilder(), new StringBuilder());
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data, mostCharacters);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data, keepsError ? mostCharacters : 0);
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new ProcessOutcome(null, "", TimedOut: false);
        }

        var started = Stopwatch.GetTimestamp();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(deadline))
        {
            Kill(process);
            return new ProcessOutcome(null, "", TimedOut: true);
        }

        // The program has ended, but a child that it left behind may hold the pipes open: those are waited for no longer than the deadline.
        using var readers = new CancellationTokenSource(Remaining(deadline, started));
        try
        {
            process.WaitForExitAsync(readers.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return new ProcessOutcome(null, "", TimedOut: true);
        }

        return new ProcessOutcome(process.ExitCode, TextOf(output), TimedOut: false) { Error = TextOf(error) };
    }

    /// <summary>Where a program is on PATH; null when it is not.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static void Keep(StringBuilder kept, string? line, int mostCharacters)
    {
        lock (kept)
        {
            if (line is not null && kept.Length + line.Length < mostCharacters)
                kept.AppendLine(line);
        }
    }

    private static string TextOf(StringBuilder kept)
    {
        lock (kept)
            return kept.ToString();
    }

    private static TimeSpan Remaining(TimeSpan deadline, long started)
    {
        var left = deadline - Stopwatch.GetElapsedTime(started);
        return left > TimeSpan.FromMilliseconds(50) ? left : TimeSpan.FromMilliseconds(50);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in the meantime, or belongs to another user; either way nothing waits for it any longer.
        }
    }
}
