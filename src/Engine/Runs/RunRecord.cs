using ButterE.Engine.Training;
using ButterE.Kernels.Memory;

namespace ButterE.Engine.Runs;

/// <summary>What one training run was and what it cost: one row of a run file. A value that was not measured is null, never 0.</summary>
public sealed record RunRecord : RunEnergy
{
    /// <summary>A run whose energy is not known.</summary>
    public RunRecord()
    {
    }

    /// <summary>A run with an energy.</summary>
    public RunRecord(RunEnergy energy)
        : base(energy)
    {
    }

    /// <summary>Identity of the run, from <see cref="Runs.RunId.Of"/> on the configuration.</summary>
    public required string RunId { get; init; }

    /// <summary>What was run; its properties are columns of their own.</summary>
    public required RunConfiguration Configuration { get; init; }

    /// <summary>Threads that worked; null on other devices than the CPU.</summary>
    public int? ThreadsUsed { get; init; }

    /// <summary>Where block sizes and the break-even of threads came from; null where it was not recorded.</summary>
    public TuningSource? Tuning { get; init; }

    /// <summary>Processors that the threads were kept on, in the order of the workers; null when none was pinned.</summary>
    public IReadOnlyList<int>? Affinity { get; init; }

    /// <summary>What was asked for of huge pages; null where it was not recorded.</summary>
    public HugePages? HugePagesAsked { get; init; }

    /// <summary>Bytes of the process that lay on huge pages after the last epoch; null where the system does not tell.</summary>
    public long? HugePagesEffectiveBytes { get; init; }

    /// <summary>Start of the first epoch, UTC.</summary>
    public required DateTime StartUtc { get; init; }

    /// <summary>End of the last epoch, UTC.</summary>
    public required DateTime EndUtc { get; init; }

    /// <summary>Mean training loss of each epoch; the last one may be NaN or infinite when <see cref="Status"/> says so.</summary>
    public required IReadOnlyList<double> TrainLoss { get; init; }

    /// <summary>Test loss after each epoch; null when the run had no test rows.</summary>
    public IReadOnlyList<double>? TestLoss { get; init; }

    /// <summary>Time of each epoch, s.</summary>
    public required IReadOnlyList<double> EpochSeconds { get; init; }

    /// <summary>
    /// Energy of each epoch, J, null for an epoch whose reading failed or that is shorter than the meter resolves; null as a whole without a meter.
    /// </summary>
    public IReadOnlyList<double?>? EpochJoules { get; init; }

    /// <summary>Time of all epochs, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>Place in the order in which the runs of one call were made, from 0; null where there was no order.</summary>
    public int? OrderPosition { get; init; }

    /// <summary>Seed of that order.</summary>
    public int? OrderSeed { get; init; }

    /// <summary>
    /// Replicates that the means in the columns that follow rest on; null, as they are, without another replicate. They stand on the row of each.
    /// </summary>
    public int? Replicates { get; init; }

    /// <summary>Mean of <see cref="Seconds"/> over the replicates, s.</summary>
    public double? SecondsMean { get; init; }

    /// <summary>Random uncertainty of <see cref="SecondsMean"/> from the scatter of the replicates, s; null below 3 of them.</summary>
    public double? SecondsMeanRandom { get; init; }

    /// <summary>Mean energy of the replicates, J; null where one of them is not known.</summary>
    public double? JoulesMean { get; init; }

    /// <summary>Random uncertainty of <see cref="JoulesMean"/> from the scatter of the replicates, J; null below 3 of them.</summary>
    public double? JoulesMeanRandom { get; init; }

    /// <summary>Systematic uncertainty of <see cref="JoulesMean"/>, J: that of the meter, which no number of replicates makes smaller.</summary>
    public double? JoulesMeanSystematic { get; init; }

    /// <summary>Mean dynamic energy of the replicates, J.</summary>
    public double? DynamicJoulesMean { get; init; }

    /// <summary>Random uncertainty of <see cref="DynamicJoulesMean"/>, J.</summary>
    public double? DynamicJoulesMeanRandom { get; init; }

    /// <summary>Systematic uncertainty of <see cref="DynamicJoulesMean"/>, J.</summary>
    public double? DynamicJoulesMeanSystematic { get; init; }

    /// <summary>Share of the CPU time that the hypervisor gave to others, 0 to 1.</summary>
    public double? StealFraction { get; init; }

    /// <summary>One-minute load average at the start.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>Frequency governor at the start; null where the system does not tell, as of the columns that follow.</summary>
    public string? Governor { get; init; }

    /// <summary>Whether processors might exceed their nominal frequency.</summary>
    public bool? Turbo { get; init; }

    /// <summary>Whether two threads shared a core.</summary>
    public bool? Smt { get; init; }

    /// <summary>Hottest sensor of the processors before the first epoch, degrees Celsius.</summary>
    public double? TemperatureBefore { get; init; }

    /// <summary>The same after the last epoch.</summary>
    public double? TemperatureAfter { get; init; }

    /// <summary>Swap space in use at the start, bytes.</summary>
    public long? SwapUsedBytes { get; init; }

    /// <summary>Name of the machine; null in files of earlier versions, as are the columns that follow.</summary>
    public string? Host { get; init; }

    /// <summary>Job of the cluster's scheduler (SLURM_JOB_ID) that ran it; null outside of one.</summary>
    public string? JobId { get; init; }

    /// <summary>
    /// How often the run was stopped and taken up again from what was saved: 0 for a run in one piece. Times and energies are then sums over the
    /// pieces; an energy of which one piece is not known is null, and so is the idle share.
    /// </summary>
    public int? Resumed { get; init; }

    /// <summary>
    /// Most workers of the same campaign that trained on the same machine at the same time, this one not counted; null where nobody looked.
    /// </summary>
    public int? CoRunners { get; init; }

    /// <summary>
    /// Caches that this run's processors shared with processors of those workers, such as <c>L3</c> or <c>L2,L3</c>, <c>none</c> when they shared
    /// none; null without co-runners, and where the system does not list who shares what or nobody was pinned.
    /// </summary>
    public string? SharedCaches { get; init; }

    /// <summary>Whether the run had the machine for itself among the runs of this engine, by the machine's lock; null where nobody asked for it.</summary>
    public bool? Exclusive { get; init; }

    /// <summary>True for a run that was simulated, of which nothing was measured; null for every other.</summary>
    public bool? Simulated { get; init; }

    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Which loss turned NaN or infinite and stopped the run, in a sentence for people; null when none did.</summary>
    public string? NonFiniteLoss() => Status == RunStatus.NonFinite
        ? new EpochResult(TrainLoss.Count, TrainLoss[^1], TestLoss is { Count: > 0 } test ? test[^1] : null, Seconds).NonFiniteLoss()
        : null;
}
