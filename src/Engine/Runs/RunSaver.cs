using System.Diagnostics;
using ButterE.Engine.Training;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Runs;

/// <summary>
/// Saves a run while it goes on, between two batches. What saving costs is taken off again: its time lies outside the epochs, and its energy is
/// read from the same meter before and after.
/// </summary>
internal sealed class RunSaver : IDisposable
{
    private readonly RunSaving saving;
    private readonly ITrainer trainer;
    private readonly IEnergyMeter? meter;
    private readonly ClockWatch watch;
    private readonly DateTime start;
    private readonly IReadOnlyList<double?> epochJoules;
    private readonly Timer timer;
    private bool wasSaved;

    /// <summary>Saves from now on.</summary>
    /// <param name="saving">How.</param>
    /// <param name="trainer">What is in training.</param>
    /// <param name="meter">The open meter; null for none.</param>
    /// <param name="watch">Watches the clocks since the start of this process's piece.</param>
    /// <param name="start">Start of the run in its first process, UTC.</param>
    /// <param name="epochJoules">Energy of the finished epochs, which grows.</param>
    public RunSaver(RunSaving saving, ITrainer trainer, IEnergyMeter? meter, ClockWatch watch, DateTime start, IReadOnlyList<double?> epochJoules)
    {
        (this.saving, this.trainer, this.meter, this.watch, this.start, this.epochJoules) = (saving, trainer, meter, watch, start, epochJoules);
        Pause = new LoopPause(Save);
        timer = new Timer(_ => Pause.Ask(), null, saving.Interval, saving.Interval);
    }

    /// <summary>Where the loop stops to save.</summary>
    public LoopPause Pause { get; }

    /// <summary>Energy that saving took, J; null when it is not known.</summary>
    public double? Joules { get; private set; } = 0;

    /// <summary>Time that saving took, s.</summary>
    public double Seconds { get; private set; }

    /// <summary>Whether the run was saved since this was last asked: the meter's present interval then has another beginning than the epoch.</summary>
    public bool TakeWasSaved()
    {
        var was = wasSaved;
        wasSaved = false;
        return was;
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void Save(LoopPosition position)
    {
        var clock = Stopwatch.GetTimestamp();
        var energy = meter is null ? null : Energy(meter.Read());
        saving.Save(new RunProgress
        {
            State = trainer.ExportState(),
            Position = position,
            StartUtc = start,
            Pieces = (saving.From?.Pieces ?? 0) + 1,
            EpochJoules = meter is null ? null : [.. epochJoules],
            Energy = energy,
        });
        if (meter is not null)
            Joules += meter.Lap().Joules;
        Seconds += Stopwatch.GetElapsedTime(clock).TotalSeconds;
        wasSaved = true;
    }

    private PiecesEnergy Energy(EnergyReading reading)
    {
        var flags = reading.Flags | watch.Flags();
        var known = (flags & MeterEventName.Spoiling) == 0;
        var piece = new PiecesEnergy(
            reading.Meter.Id, known ? reading.Joules - Joules : null, reading.Total.Uncertainty?.Random ?? 0, reading.Total.Uncertainty?.Systematic ?? 0,
            reading.Seconds - Seconds, RunEnergy.Names(flags));
        return saving.From is { } from ? RunEnergy.Sum(from.Energy, piece) : piece;
    }
}
