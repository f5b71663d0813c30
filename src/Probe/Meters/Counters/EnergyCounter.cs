namespace ButterE.Probe.Meters.Counters;

/// <summary>
/// Accumulates a counter that runs over, and notices its faults. Pure: values and times come from outside, so that a day of polling can be
/// tested in a microsecond.
/// </summary>
/// <param name="traits">What is known about the counter.</param>
internal sealed class EnergyCounter(CounterTraits traits)
{
    // Traits state the limit of the long-term budget; a turbo phase may exceed it for seconds.
    private const double TurboMargin = 4;

    // Between two close readings a whole jump of the counter may fall.
    private const double JumpSeconds = 0.01;

    private MeterEvents events;
    private double? last;
    private double lastSeconds;
    private double lastMoveSeconds;
    private double joules;
    private bool isStartMissing;
    private bool isEndMissing;

    /// <summary>What was odd in the interval.</summary>
    public MeterEvents Events => isStartMissing || isEndMissing ? events | MeterEvents.Unreadable : events;

    /// <summary>Energy of the interval, J; null when it cannot be known.</summary>
    public double? Joules => (Events & MeterEventName.Spoiling) == 0 && last is not null ? joules : null;

    /// <summary>Takes a sample.</summary>
    /// <param name="value">The counter, J; null when it could not be read.</param>
    /// <param name="seconds">Time of the sample on a steady clock, s.</param>
    /// <param name="isEdge">Whether a caller waits for the sum. A failure in between is made up for by the next sample, one at the edge is
    /// not.</param>
    public void Sample(double? value, double seconds, bool isEdge)
    {
        if (value is not { } now)
        {
            if (last is null)
                isStartMissing = true;
            if (isEdge)
                isEndMissing = true;
            else
                events |= MeterEvents.MissedSample;
            return;
        }

        if (isEndMissing)
            (events, isEndMissing) = (events | MeterEvents.MissedSample, false);
        if (last is { } before)
            Add(now - before, seconds);
        else
            lastMoveSeconds = seconds;
        (last, lastSeconds) = (now, seconds);
    }

    /// <summary>Begins a new interval at the last sample. Where that could not be read, the new interval has no start.</summary>
    public void Cut()
    {
        (isStartMissing, isEndMissing) = (isEndMissing || last is null, false);
        (events, joules) = (MeterEvents.None, 0);
    }

    private void Add(double step, double seconds)
    {
        var gap = seconds - lastSeconds;
        if (gap * traits.MaximumWatts >= traits.PeriodJoules)
            events |= MeterEvents.GapTooLong;
        var largest = TurboMargin * traits.MaximumWatts * (gap + JumpSeconds + traits.UpdateSeconds) + traits.TickJoules;
        if (step < 0)
        {
            step += traits.PeriodJoules ?? double.PositiveInfinity;
            events |= step <= largest ? MeterEvents.Wrapped : MeterEvents.CounterReset;
        }
        else if (step > largest)
        {
            events |= MeterEvents.CounterReset | MeterEvents.Implausible;
        }

        if (step != 0)
            lastMoveSeconds = seconds;
        else if (seconds - lastMoveSeconds > traits.StuckSeconds)
            events |= MeterEvents.Stuck;
        joules += step;
    }
}
