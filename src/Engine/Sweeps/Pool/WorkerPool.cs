using System.Diagnostics;
using System.Text.Json;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Engine.Sweeps.Working;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Sweeps.Pool;

/// <summary>How a pool ended.</summary>
/// <param name="Done">Runs that its workers finished.</param>
/// <param name="Failed">Runs that failed in their hands.</param>
/// <param name="ExitCode">0 when all workers came to their end, 75 when they were asked to stop, else the code of the worker that could not go on.</param>
/// <param name="Reason">Why a worker could not go on; null when none had to stop.</param>
public sealed record PoolResult(int Done, int Failed, int ExitCode, string? Reason);

/// <summary>
/// Workers on one machine, each a process of its own: what a run does to its process (no memory, a fault of a driver) is that run's failure and no
/// other's. A worker whose process dies is started again; its run is taken up by whoever comes to it.
/// </summary>
public sealed class WorkerPool
{
    /// <summary>Exit code of a worker that was asked to stop and saved its run.</summary>
    public const int Interrupted = 75;

    // Codes of workers that nothing helps: bad input, a folder that cannot be written, an absent device.
    private const int FirstHopeless = 2, LastHopeless = 4;

    // Deaths in a row of workers that had not even begun a run.
    private const int MostIdleDeaths = 3;

    private readonly CampaignFolder folder;
    private readonly Dictionary<string, SweepRun> runs;
    private readonly Func<int, ProcessStartInfo> start;
    private readonly IProgress<PoolProgress> progress;
    private readonly CancellationTokenSource stop;
    private readonly Lock gate = new();
    private readonly Dictionary<string, double> underWay = [];
    private readonly double predicted;
    private int done, failed, idleDeaths, exitCode;
    private double finishedSeconds;
    private string? reason;
    private volatile bool wasInterrupted;

    private WorkerPool(
        CampaignFolder folder, IReadOnlyList<SweepRun> missing, Func<int, ProcessStartInfo> start, IProgress<PoolProgress> progress, CancellationTokenSource stop)
    {
        (this.folder, this.start, this.progress, this.stop) = (folder, start, progress, stop);
        runs = missing.ToDictionary(run => run.RunId);
        predicted = missing.Sum(run => run.PredictedSeconds);
    }

    /// <summary>Runs workers until all have come to their end.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="missing">The runs that are missing now.</param>
    /// <param name="workers">Number of workers.</param>
    /// <param name="start">How to start a worker; its standard streams become the pool's.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellation">Asks all workers to save their runs and stop.</param>
    public static PoolResult Run(
        CampaignFolder folder, IReadOnlyList<SweepRun> missing, int workers, Func<int, ProcessStartInfo> start, IProgress<PoolProgress> progress,
        CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pool = new WorkerPool(folder, missing, start, progress, stop);
        var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => pool.Guarded(worker)) { Name = $"worker {worker}" }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        var code = pool.exitCode != 0 ? pool.exitCode : cancellation.IsCancellationRequested || pool.wasInterrupted ? Interrupted : 0;
        return new PoolResult(pool.done, pool.failed, code, pool.reason);
    }

    private void Guarded(int worker)
    {
        try
        {
            Supervise(worker);
        }
        catch (InputException e)
        {
            GiveUp(FirstHopeless, e.Message);
        }
    }

    // One worker after the other in one place of the pool.
    private void Supervise(int worker)
    {
        while (!stop.IsCancellationRequested)
        {
            var kills = OutOfMemoryKills.Count();
            var (code, inHand, lastError) = RunOnce(worker);
            if (code is 0 or Interrupted)
            {
                wasInterrupted |= code == Interrupted;
                return;
            }

            if (code is >= FirstHopeless and <= LastHopeless)
            {
                GiveUp(code, lastError);
                return;
            }

            if (stop.IsCancellationRequested)
            {
                if (inHand is not null)
                    progress.Report(new PoolProgress(Fraction(), Say: $"worker {worker} ended before it saved its run: of that what was done since the last save is lost"));
                return;
            }

            lock (gate)
                idleDeaths = inHand is null ? idleDeaths + 1 : 0;
            if (inHand is null && idleDeaths >= MostIdleDeaths)
            {
                GiveUp(1, $"workers die before they begin (exit code {code}): {lastError}");
                return;
            }

            var why = code > 128 ? $"was ended by signal {code - 128}" : $"ended with exit code {code}";
            if (inHand is not null && OutOfMemoryKills.Count() > kills)
                FailForMemory(inHand);
            else
                progress.Report(new PoolProgress(Fraction(), Say: $"worker {worker} {why}; another one takes its place"));
        }
    }

    private (int Code, string? InHand, string LastError) RunOnce(int worker)
    {
        var info = start(worker);
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        using var process = Process.Start(info)!;
        // An end of its input tells a worker to stop; it also comes when this process is killed.
        using var asked = stop.Token.Register(() => process.StandardInput.Close());
        var (inHand, lastError) = ((string?)null, "");
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { Length: > 0 } text)
                return;
            lastError = text.StartsWith("buttere: ", StringComparison.Ordinal) ? text["buttere: ".Length..] : text;
        };
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (ReadOrNull(line) is not { } told)
                continue;
            inHand = told.Kind switch
            {
                WorkerEventKind.Started or WorkerEventKind.Resumed => told.RunId,
                WorkerEventKind.Finished or WorkerEventKind.Failed => null,
                _ => inHand,
            };
            Take(told);
        }

        process.WaitForExit();
        if (inHand is not null)
        {
            lock (gate)
                underWay.Remove(inHand);
        }

        return (process.ExitCode, inHand, lastError);
    }

    // The last line of a worker that was killed may be cut.
    private static WorkerEvent? ReadOrNull(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerEvent>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Take(WorkerEvent told)
    {
        string? say = null;
        lock (gate)
        {
            if (told.RunId is { } id)
                underWay[id] = told.Fraction;
            switch (told.Kind)
            {
                case WorkerEventKind.Finished:
                    done++;
                    Settle(told.RunId!);
                    break;
                case WorkerEventKind.Failed:
                    failed++;
                    Settle(told.RunId!);
                    say = FailureLine(told.RunId!, told.Text);
                    break;
                case WorkerEventKind.Note:
                    say = told.Text;
                    break;
            }
        }

        progress.Report(new PoolProgress(Fraction(), $"{done:N0} of {runs.Count:N0} runs{(failed > 0 ? $", {failed:N0} failed" : "")}: {told.Text}", say));
    }

    private void Settle(string runId)
    {
        underWay.Remove(runId);
        idleDeaths = 0;
        finishedSeconds += runs.GetValueOrDefault(runId)?.PredictedSeconds ?? 0;
    }

    private void FailForMemory(string runId)
    {
        var run = runs[runId];
        const string why = "the system ended its worker for want of memory";
        FailureFiles.Write(folder, FailureRecord.Of(run, "outOfMemory", why, attempts: 1));
        lock (gate)
        {
            failed++;
            Settle(runId);
        }

        progress.Report(new PoolProgress(Fraction(), Say: FailureLine(runId, $"{run.InWords()}: {why}")));
    }

    private string FailureLine(string runId, string what) => $"failed: {what}; to run it again: buttere sweep retry {folder.Root} --run {runId[..12]}";

    private void GiveUp(int code, string why)
    {
        lock (gate)
        {
            if (exitCode == 0)
                (exitCode, reason) = (code, why);
        }

        stop.Cancel();
    }

    private double Fraction()
    {
        lock (gate)
        {
            var partly = underWay.Sum(entry => entry.Value * (runs.GetValueOrDefault(entry.Key)?.PredictedSeconds ?? 0));
            return predicted > 0 ? Math.Min(1, (finishedSeconds + partly) / predicted) : 1;
        }
    }
}

/// <summary>What a pool tells.</summary>
/// <param name="Fraction">Share of the predicted time of its runs that is done, 0 to 1.</param>
/// <param name="What">What is being done; null when that is no news.</param>
/// <param name="Say">A line that people should read; null for none.</param>
public sealed record PoolProgress(double Fraction, string? What = null, string? Say = null);
