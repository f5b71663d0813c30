namespace ButterE.Probe.Simulation;

/// <summary>
/// The error bars of the level detection for a machine that somebody describes: many simulated sweeps of it, each detected and compared with
/// the truth.
/// </summary>
/// <param name="Trials">The trials, by seed.</param>
/// <param name="Caches">The error bars of each cache.</param>
public sealed record DetectorTrials(IReadOnlyList<DetectorTrial> Trials, IReadOnlyList<CacheErrorBars> Caches)
{
    /// <summary>Trials that found as many levels as there are caches.</summary>
    public int CountRight => Trials.Count(trial => trial.IsCountRight);

    /// <summary>Runs the trials, some at a time.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="sweep">How it is swept.</param>
    /// <param name="firstSeed">Seed of the first trial; the others follow.</param>
    /// <param name="seeds">Number of trials, at least 1.</param>
    /// <param name="progress">Hears of every trial that ended.</param>
    public static DetectorTrials Run(
        SimulatedMachine machine, SimulatedSweep sweep, int firstSeed, int seeds, IProgress<(double Fraction, string What)>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        var trials = new DetectorTrial[seeds];
        var done = 0;
        Parallel.For(0, seeds, i =>
        {
            trials[i] = DetectorTrial.Of(machine, firstSeed + i, sweep.Run(machine, (ulong)(firstSeed + i)));
            progress?.Report((Interlocked.Increment(ref done) / (double)seeds, "simulating sweeps"));
        });
        return new DetectorTrials(trials,
            [.. machine.Caches.Select((_, k) => CacheErrorBars.Of(machine.BreakBytes(k), [.. trials.Select(trial => trial.OfCache[k])]))]);
    }
}
