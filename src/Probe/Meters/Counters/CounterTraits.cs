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

    // Schedulers wake a reader late by milliseconds; a counter that stands still for less is not stuck.
    private const double LeastStuckSeconds = 0.25;

    // A counter near the end of its range is sampled so often that a reset there can hide no more than the energy of this time.
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
    public double StuckSeconds => Math.Max(Math.Max(10 * UpdateSeconds, TickJoules / LeastWatts), LeastStuckSeconds);

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
    /// When to sample next, s: <see cref="PollSeconds"/>, and much sooner where the counter may run over within two of them, because a reset can
    /// pass for a wrap only there.
    /// </summary>
    /// <param name="joules">The counter at its last good sample, J; null when there is none.</param>
    public double NextPollSeconds(double? joules) => PeriodJoules - joules < 2 * PollSeconds * LargestWatts
        ? Math.Min(PollSeconds, NearEndPollSeconds)
        : PollSeconds;

    /// <summary>Standard uncertainty of the difference of two readings, J: two rounding errors of one tick, or of one update at that power.</summary>
    /// <param name="watts">Mean power in between, W.</param>
    public double DifferenceUncertainty(double watts) => Math.Max(TickJoules, watts * UpdateSeconds) * Math.Sqrt(2) / Math.Sqrt(12);
}
