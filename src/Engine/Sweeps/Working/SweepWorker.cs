using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Checkpoints;
using ButterE.Engine.Sweeps.Claims;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>
/// Works on the shards of a campaign, run after run, beside any number of others: claims a run, makes it, writes its row. What it cannot do it records
/// and goes on. Its only memory is the campaign's folder, so that it may be ended at any instant and started again anywhere.
/// </summary>
public sealed class SweepWorker
{
    // So many workers in a row that died of a run are no accident.
    private const int MostDeaths = 3;

    private readonly CampaignFolder folder;
    private readonly PlanHeader plan;
    private readonly WorkerSettings settings;
    private readonly IProgress<WorkerEvent> progress;
    private readonly CancellationToken cancellation;
    private readonly DataCache data;
    private readonly HashSet<string> settled = [];
    private int done, failed, leftToOthers;

    private SweepWorker(
        CampaignFolder folder, PlanHeader plan, WorkerSettings settings, IProgress<WorkerEvent> progress, CancellationToken cancellation) =>
        (this.folder, this.plan, this.settings, this.progress, this.cancellation, data) = (folder, plan, settings, progress, cancellation, new DataCache(plan));

    /// <summary>Works until every run of the shards is finished, has failed or is another living worker's, or until it is asked to stop.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="settings">How to work.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellation">Stops after the batch under way; the run under way is saved.</param>
    /// <exception cref="InputException">The plan is of another version, the folder cannot be written, or there is no such shard.</exception>
    /// <exception cref="UnavailableException">A device, SIMD path or meter of the runs is absent.</exception>
    public static WorkerResult Run(
        CampaignFolder folder, SweepPlan plan, WorkerSettings settings, IProgress<WorkerEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        var shards = settings.Shards.Select(shard => plan.Runs.Where(run => run.Shard == shard).ToArray()).ToArray();
        Require(plan.Header, [.. shards.SelectMany(shard => shard)]);
        return new SweepWorker(folder, plan.Header, settings, progress, cancellation).Run(shards);
    }

    /// <summary>Refuses runs that this process cannot make as they were planned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="InputException">The plan is of another version.</exception>
    /// <exception cref="UnavailableException">A device or SIMD path of the runs is absent.</exception>
    public static void Require(PlanHeader plan, IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.EngineVersion != MachineFingerprint.EngineVersion)
        {
            throw new InputException(
                $"planned for version {plan.EngineVersion}, this is {MachineFingerprint.EngineVersion}: plan again, or run with that version");
        }

        foreach (var device in runs.Select(run => run.Configuration.Device).Distinct())
            Trainers.Require(device);
        var here = SimdSelection.NameOf(SimdSelection.Choose());
        if (runs.FirstOrDefault(run => run.Configuration.Simd is { } simd && simd != here) is { } other)
        {
            throw new UnavailableException($"planned for SIMD path {other.Configuration.Simd}, here {here} runs: "
                + $"plan with 'simd: {here}', or set {SimdSelection.Variable}={other.Configuration.Simd} where the processor has it");
        }
    }

    private WorkerResult Run(SweepRun[][] shards)
    {
        using var meters = new RunMeters(shards.SelectMany(shard => shard), settings.MeterFor);
        using var heartbeat = new Heartbeat(folder, WorkerFile.OfThisProcess(settings.Cpus));
        try
        {
            bool workedOn;
            do
            {
                (workedOn, leftToOthers) = (false, 0);
                foreach (var shard in shards)
                    workedOn |= WorkOn(shard, meters, heartbeat);
            }
            while (workedOn && leftToOthers > 0);
            return new WorkerResult(done, failed, leftToOthers, false);
        }
        catch (OperationCanceledException)
        {
            return new WorkerResult(done, failed, leftToOthers, true);
        }
    }

    private bool WorkOn(SweepRun[] shard, RunMeters meters, Heartbeat heartbeat)
    {
        var missing = shard.Where(run => !settled.Contains(run.RunId)).ToArray();
        if (missing.Length == 0)
            return false;
        foreach (var data in missing.Select(run => run.Data).Distinct())
            settled.UnionWith(FinishedRuns.In(folder.ShardFolder(data, missing[0].Shard)));
        settled.UnionWith(FailureFiles.Ids(folder));
        var workedOn = false;
        foreach (var run in missing.Where(run => !IsSettled(run)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var claim = RunClaim.TryTake(folder, run.RunId, heartbeat, SavedSince(run));
            if (claim is null)
            {
                leftToOthers++;
                continue;
            }

            // Between the look and the claim somebody may have finished it, or gone on with it.
            if (IsSettled(run))
                continue;
            workedOn = true;
            Attempt(run, claim, meters, heartbeat);
            settled.Add(run.RunId);
        }

        if (Array.TrueForAll(shard, run => settled.Contains(run.RunId)))
            Tidy(shard, heartbeat);
        return workedOn;
    }

    private bool IsSettled(SweepRun run)
    {
        if (settled.Contains(run.RunId))
            return true;
        if (File.Exists(folder.Row(run.Data, run.Shard, run.RunId)) || File.Exists(folder.Failure(run.RunId)))
            return settled.Add(run.RunId);
        // Single rows vanish when their shard is finished, but not before it says so.
        var shard = folder.ShardFolder(run.Data, run.Shard);
        if (ShardRows.AreCompacted(shard))
            settled.UnionWith(FinishedRuns.In(shard));
        return settled.Contains(run.RunId);
    }

    private void Attempt(SweepRun run, RunClaim claim, RunMeters meters, Heartbeat heartbeat)
    {
        if (claim.Deaths > 0)
            Leftovers.OfRun(folder, run);
        if (claim.Deaths >= MostDeaths)
        {
            Fail(
                run, "died", $"{claim.Deaths} workers died one after the other while they ran it (killed, or ended by the system for want of memory)",
                claim.Deaths);
            return;
        }

        var attempts = claim.Deaths + 1;
        var network = run.Configuration.ToNetwork();
        try
        {
            var saved = ReadSaved(run, network);
            progress.Report(new WorkerEvent(saved is null ? WorkerEventKind.Started : WorkerEventKind.Resumed, run.RunId, run.InWords()));
            RequireMemory(run);
            var attempt = new RunAttempt(folder, run, network, settings, progress, cancellation);
            var record = attempt.Make(DataOf(run), meters.Of(run), saved, heartbeat);
            if (record.NonFiniteLoss() is { } where)
            {
                Fail(run, "nonFinite", where, attempts);
                return;
            }

            RunStore.WriteFile(folder.Row(run.Data, run.Shard, run.RunId), [record]);
            Leftovers.State(folder, run);
            done++;
            progress.Report(new WorkerEvent(WorkerEventKind.Finished, run.RunId, run.InWords(), 1));
        }
        catch (BadRunException e)
        {
            Fail(run, e.Kind, e.Message, attempts);
        }
        catch (OutOfMemoryException)
        {
            data.Clear();
            GC.Collect();
            Fail(run, "outOfMemory", "there is not enough memory for it", attempts);
        }
        catch (Exception e) when (e is not (OperationCanceledException or InputException or UnavailableException))
        {
            Fail(run, "defect", $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}", attempts);
        }
    }

    private static void RequireMemory(SweepRun run)
    {
        var (needed, available) = (run.MemoryBytes(), GrantedMemory.AvailableBytes);
        if (needed > available)
            throw new BadRunException("outOfMemory", $"it needs about {needed >> 20:N0} MiB of memory, {available >> 20:N0} MiB can be had");
    }

    private Dataset DataOf(SweepRun run)
    {
        try
        {
            return data.Get(run);
        }
        catch (InputException e)
        {
            throw new BadRunException("badData", e.Message);
        }
    }

    // Every save is later than the one before.
    private long SavedSince(SweepRun run) =>
        folder.Checkpoint(run.RunId) is var path && File.Exists(path) ? File.GetLastWriteTimeUtc(path).Ticks : 0;

    private RunProgress? ReadSaved(SweepRun run, Network network)
    {
        try
        {
            return CheckpointFile.Read(folder.Checkpoint(run.RunId), run.RunId, network);
        }
        catch (InputException e)
        {
            progress.Report(new WorkerEvent(WorkerEventKind.Note, run.RunId, $"{e.Message}; the run starts anew"));
            return null;
        }
    }

    private void Fail(SweepRun run, string kind, string reason, int attempts)
    {
        FailureFiles.Write(folder, FailureRecord.Of(run, kind, reason, attempts));
        failed++;
        progress.Report(new WorkerEvent(WorkerEventKind.Failed, run.RunId, $"{run.InWords()}: {reason}"));
    }

    // Only one of those that come to the end of a shard puts its rows together.
    private void Tidy(SweepRun[] shard, Heartbeat heartbeat)
    {
        using var claim = RunClaim.TryTake(folder, $"shard-{shard[0].Shard:00000}", heartbeat);
        if (claim is not null && ShardRows.CompactIfFinished(folder, shard))
            Leftovers.OfShard(folder, shard);
    }
}
