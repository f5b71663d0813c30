namespace ButterE.Probe.Meters.Counters;

/// <summary>What is known about an energy counter before it is read.</summary>
/// <param name="PeriodJoules">Energy after which it begins again at 0, J; null for one that never does.</param>
/// <param name="MaximumWatts">Largest lasting power of the counted part, W.</param>
/// <param name="UpdateSeconds">Time between two movements of the counter, s.</param>
/// <param name="TickJoules">Its resolution, J.</param>
internal sealed record CounterTraits(double? PeriodJoules, double MaximumWatts, double UpdateSeconds, double TickJoules)
{
    // A resting part that draws less than this is off.
    private const double LeastWatts = 0.5;

    // Schedulers wake a reader late by milliseconds; a counter that stands still for less is not stuck. A second between two samples is more.
    private const double LeastStuckSeconds = 0.8, LeastStillSeconds = 0.1;

    // A counter near either end of its range is sampled so often that a reset there can hide no more than the energy of this time.
    private const double NearEndPollSeconds = 0.1;

    private const double MostPollSeconds = 1;

    // Of the rated power, which is that of the long-term budget; a turbo phase may exceed it for seconds.
    private const double TurboMargin = 4;

    /// <summary>
    /// Share of the energy by which the gain may be wrong (k = 1). An assumption: RAPL's makers state none, and the ±5 % of NVIDIA's boards,
    /// taken as limits, would be 2.9 %. It is meant to be too wide until <c>meters compare</c> beside a wattmeter gives the machine's own.
    /// </summary>
    public double GainFraction { get; init; } = 0.05;

    /// <summary>A counter that does not move for longer than this is stuck, s.</summary>
    public double StuckSeconds => Math.Max(MovementSeconds, LeastStuckSeconds);

    /// <summary>A counter that does not move at all in an interval longer than this has measured nothing, s.</summary>
    public double StillSeconds => Math.Max(MovementSeconds, LeastStillSeconds);

    /// <summary>Windows shorter than this show jumps of the counter instead of energy, s.</summary>
    public double ShortestSeconds => 10 * UpdateSeconds;

    /// <summary>
    /// Interval of sampling at which no wrap goes unseen and a step back can be told from one: a quarter of the period at full power, at
    /// most 1 s.
    /// </summary>
    public double PollSeconds => Math.Min((PeriodJoules ?? double.PositiveInfinity) / MaximumWatts / 4, MostPollSeconds);

    /// <summary>The largest power that is believed of a step of the counter, W.</summary>
    public double LargestWatts => TurboMargin * MaximumWatts;

    /// <summary>
    /// When to sample next, s: <see cref="PollSeconds"/>, and much sooner where the counter is less than two of them at the largest power from an end
    /// of its range. A reset before the upper end can pass for a wrap, one after the lower end for no event at all.
    /// </summary>
    /// <param name="joules">The counter at its last good sample, J; null when there is none.</param>
    public double NextPollSeconds(double? joules) => PeriodJoules is { } period && joules is { } now
        && Math.Min(now, period - now) < 2 * PollSeconds * LargestWatts ? Math.Min(PollSeconds, NearEndPollSeconds) : PollSeconds;

    private double MovementSeconds => Math.Max(10 * UpdateSeconds, TickJoules / LeastWatts);

    /// <summary>Standard uncertainty of the difference of two readings, J: two rounding errors of one tick, or of one update at that power.</summary>
    /// <param name="watts">Mean power in between, W.</param>
    public double DifferenceUncertainty(double watts) => Math.Max(TickJoules, watts * UpdateSeconds) * Math.Sqrt(2) / Math.Sqrt(12);
}
