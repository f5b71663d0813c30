using ButterE.Engine.Training;
using ButterE.Kernels.Memory;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>How a worker works.</summary>
public sealed record WorkerSettings
{
    /// <summary>The shards to work on, in this order.</summary>
    public required IReadOnlyList<int> Shards { get; init; }

    /// <summary>Threads of a run whose plan leaves them open.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Processors that are this worker's alone; null when nothing is pinned.</summary>
    public IReadOnlyList<int>? Cpus { get; init; }

    /// <summary>Whether every run waits until it has the machine for itself; metered runs always do.</summary>
    public bool Isolate { get; init; }

    /// <summary>How long a run may go on without being saved.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What to ask the kernel for where a matrix is large.</summary>
    public HugePages HugePages { get; init; } = HugePages.Auto;

    /// <summary>What depends on the machine.</summary>
    public TrainerTuning Tuning { get; init; } = TrainerTuning.Default;

    /// <summary>
    /// Makes the meter of runs whose plan asks for it by this name, null where the plan leaves it open, on this device; gives null where there is none
    /// and none is asked for.
    /// </summary>
    public Func<string?, string, IEnergyMeter?> MeterFor { get; init; } = (_, _) => null;

    /// <summary>How metered runs are measured.</summary>
    public MeasurementSettings Measurement { get; init; } = MeasurementSettings.OfThisMachine;
}

/// <summary>What a worker tells while it works.</summary>
public enum WorkerEventKind
{
    /// <summary>A run begins.</summary>
    Started,

    /// <summary>A run goes on from what was saved.</summary>
    Resumed,

    /// <summary>A share of a run is done.</summary>
    Progress,

    /// <summary>A run has its row.</summary>
    Finished,

    /// <summary>A run failed.</summary>
    Failed,

    /// <summary>Something that people should know.</summary>
    Note,
}

/// <summary>One thing that a worker tells.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="RunId">Identity of the run; null when it is about none.</param>
/// <param name="Text">The run in a few words, the reason of a failure, or the note.</param>
/// <param name="Fraction">Share of the run that is done, 0 to 1.</param>
public sealed record WorkerEvent(WorkerEventKind Kind, string? RunId, string Text, double Fraction = 0);

/// <summary>What a worker did.</summary>
/// <param name="Done">Runs that it finished.</param>
/// <param name="Failed">Runs that failed in its hands.</param>
/// <param name="LeftToOthers">Runs that other living workers had in the end.</param>
/// <param name="IsInterrupted">Whether it was asked to stop before the end.</param>
public sealed record WorkerResult(int Done, int Failed, int LeftToOthers, bool IsInterrupted);
