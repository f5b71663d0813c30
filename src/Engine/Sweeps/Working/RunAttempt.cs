using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Checkpoints;
using ButterE.Engine.Sweeps.Claims;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Machine;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>One run of a plan in the making, with who else was on the machine.</summary>
internal sealed class RunAttempt(
    CampaignFolder folder, SweepRun run, Network network, WorkerSettings settings, IProgress<WorkerEvent> progress, CancellationToken cancellation)
{
    private bool hasToldOfSaving;

    /// <summary>Makes the run, or what is left of it.</summary>
    /// <param name="data">The data.</param>
    /// <param name="meter">The energy meter; null for none. It sees the whole machine, so the run then waits to have it for itself.</param>
    /// <param name="saved">What was saved of the run; null for all of it.</param>
    /// <param name="heartbeat">Knows the other workers.</param>
    /// <exception cref="OperationCanceledException">The run was stopped, and saved.</exception>
    public RunRecord Make(Dataset data, IEnergyMeter? meter, RunProgress? saved, Heartbeat heartbeat)
    {
        var planned = run.Configuration;
        var alone = settings.Isolate || meter is not null;
        using var gate = MachineGate.Enter(alone, () => Note(alone
            ? $"waits until it has the machine for itself{(meter is null ? "" : $": {meter.Description.Id} meters all of it")}"
            : "waits: another run has the machine for itself"), cancellation: cancellation);
        heartbeat.CountCoRunners();
        var others = heartbeat.CoRunners();
        using var session = new TrainingSession(network, data, TrainerSettings(), planned.Device, SplitRule.Paper, (int)planned.Seed);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var record = session.Run(
            planned.Epochs, meter, afterEpoch: epoch =>
            {
                const int everyMilliseconds = 500;
                if (clock.ElapsedMilliseconds < everyMilliseconds)
                    return;
                clock.Restart();
                progress.Report(new WorkerEvent(WorkerEventKind.Progress, run.RunId, run.InWords(), (double)epoch.Epoch / planned.Epochs));
            },
            // An idle machine is waited for no longer when somebody wants to stop.
            measurement: settings.Measurement with { Wait = seconds => cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(seconds)) },
            saving: new RunSaving { From = saved, Interval = settings.SaveInterval, Save = Save }, planned: planned, cancellation: cancellation);
        var isAlone = alone && gate.IsAlone == true;
        return record with
        {
            CoRunners = isAlone ? 0 : heartbeat.MostCoRunners(),
            SharedCaches = isAlone ? null : SharedCaches([.. others, .. heartbeat.CoRunners()]),
            Exclusive = alone ? gate.IsAlone : null,
        };
    }

    private TrainerSettings TrainerSettings()
    {
        var planned = run.Configuration;
        return new TrainerSettings
        {
            Batch = planned.Batch,
            LearningRate = planned.LearningRate,
            Schedule = planned.ToSchedule(),
            Precision = planned.ToPrecision(),
            Threads = planned.Threads ?? settings.Threads,
            Affinity = planned.Device == Trainers.Cpu ? settings.Cpus : null,
            HugePages = settings.HugePages,
            Tuning = planned.Device == Trainers.Cpu ? settings.Tuning : TrainerTuning.Default,
        };
    }

    // Without pinning everybody runs everywhere.
    private string? SharedCaches(IReadOnlyList<WorkerFile> others) =>
        others.Count == 0 || settings.Cpus is null || others.Any(other => other.Cpus is null)
            ? null
            : CacheSharing.Between(settings.Cpus, [.. others.SelectMany(other => other.Cpus!)]);

    private void Save(RunProgress state)
    {
        try
        {
            CheckpointFile.Write(folder.Checkpoint(run.RunId), run.RunId, network, state);
        }
        catch (InputException e)
        {
            // The run itself is not lost by it.
            if (!hasToldOfSaving)
                Note($"{e.Message}; it goes on unsaved");
            hasToldOfSaving = true;
        }
    }

    private void Note(string text) => progress.Report(new WorkerEvent(WorkerEventKind.Note, run.RunId, $"{run.InWords()}: {text}"));
}
