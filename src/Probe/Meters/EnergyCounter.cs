namespace ButterE.Probe.Meters;

/// <summary>
/// Accumulates a counter that runs over. Pure: values and times come from outside, so that a day of polling can be tested in
/// a microsecond.
/// </summary>
/// <param name="maximumMicrojoules">Largest value of the counter, µJ; null when not known, and then any step back spoils the sum.</param>
/// <param name="maximumWatts">Largest power that the counted part can draw, W.</param>
internal sealed class EnergyCounter(double? maximumMicrojoules, double maximumWatts)
{
    // A 32-bit register: after its largest value comes 0, one tick later.
    private const double PeriodOverMaximum = 4294967296.0 / 4294967295.0;

    // Counters jump once per millisecond or so; the power between two close readings can look larger than it is.
    private const double UpdateSeconds = 0.01;

    // The limit of the long-term power budget; a turbo phase may exceed it for seconds.
    private const double TurboMargin = 4;

    // Ten times the slowest update: every powered part moves its counter within that.
    private const double StuckSeconds = 10 * UpdateSeconds;

    private readonly double? periodJoules = maximumMicrojoules * 1e-6 * PeriodOverMaximum;
    private MeterEvents events;
    private double? lastJoules;
    private double firstSeconds;
    private double lastSeconds;
    private double joules;

    /// <summary>What was odd since the first sample.</summary>
    public MeterEvents Events => joules == 0 && lastSeconds - firstSeconds > StuckSeconds ? events | MeterEvents.Stuck : events;

    /// <summary>Interval of sampling at which no wrap goes unseen, s: a quarter of the period at full power.</summary>
    public double PollSeconds => (periodJoules ?? double.PositiveInfinity) / maximumWatts / 4;

    /// <summary>Energy between the first and the last sample, J; null when it cannot be known.</summary>
    public double? Joules => (Events & ~(MeterEvents.Wrapped | MeterEvents.MissedSample)) == 0 && lastJoules is not null ? joules : null;

    /// <summary>Takes a sample.</summary>
    /// <param name="microjoules">The counter, µJ; null when it could not be read.</param>
    /// <param name="seconds">Time of the sample on a steady clock, s.</param>
    /// <param name="isEdge">Whether a caller waits for the sum: a failure in between is made up for by the next sample, one at the edge is not.</param>
    public void Sample(double? microjoules, double seconds, bool isEdge)
    {
        if (microjoules is not { } value)
        {
            events |= isEdge ? MeterEvents.Unreadable : MeterEvents.MissedSample;
            return;
        }

        var now = value * 1e-6;
        if (lastJoules is { } last)
            Add(now - last, seconds - lastSeconds);
        else
            firstSeconds = seconds;
        lastJoules = now;
        lastSeconds = seconds;
    }

    private void Add(double step, double gap)
    {
        if (gap * maximumWatts >= periodJoules)
            events |= MeterEvents.GapTooLong;
        if (step < 0)
        {
            step += periodJoules ?? double.PositiveInfinity;
            events |= step <= TurboMargin * maximumWatts * (gap + UpdateSeconds) ? MeterEvents.Wrapped : MeterEvents.CounterReset;
        }

        joules += step;
    }
}
