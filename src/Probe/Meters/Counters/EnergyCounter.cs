namespace ButterE.Probe.Meters.Counters;

/// <summary>
/// Accumulates a counter that runs over, and notices its faults. Pure: values and times come from outside, so that a day of polling can be
/// tested in a microsecond.
/// </summary>
/// <param name="traits">What is known about the counter.</param>
internal sealed class EnergyCounter(CounterTraits traits)
{
    // Between two close readings a whole jump of the counter may fall.
    private const double JumpSeconds = 0.01;

    // Of the largest power that was seen: a wrap that needs more of it may be a reset.
    private const double WrapMargin = 2;

    private MeterEvents events;
    private double? last;
    private double lastSeconds;
    private double startSeconds;
    private double lastMoveSeconds;
    private double joules;
    private double suspectSquares;
    private double? largestWatts;
    private bool isStartMissing;
    private bool isEndMissing;

    /// <summary>What was odd in the interval.</summary>
    public MeterEvents Events => events | (isStartMissing || isEndMissing ? MeterEvents.Unreadable : MeterEvents.None)
        | (lastMoveSeconds <= startSeconds && lastSeconds - startSeconds > traits.StillSeconds ? MeterEvents.Stuck : MeterEvents.None);

    /// <summary>Energy of the interval, J; null when it cannot be known.</summary>
    public double? Joules => (Events & MeterEventName.Spoiling) == 0 && last is not null ? joules : null;

    /// <summary>The last good sample, J; null when there was none.</summary>
    public double? Last => last;

    /// <summary>
    /// Standard uncertainty of <see cref="Joules"/> from wraps that may have been resets, J: each energy lies between what the counter shows since it
    /// began again and that of the wrap, nothing says where.
    /// </summary>
    public double SuspectUncertainty => Math.Sqrt(suspectSquares);

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
            Add(before, now, seconds);
        else
            (startSeconds, lastMoveSeconds) = (seconds, seconds);
        (last, lastSeconds) = (now, seconds);
    }

    /// <summary>Begins a new interval at the last sample. Where that could not be read, the new interval has no start.</summary>
    public void Cut()
    {
        (isStartMissing, isEndMissing) = (isEndMissing || last is null, false);
        (events, joules, suspectSquares, startSeconds) = (MeterEvents.None, 0, 0, lastSeconds);
    }

    private void Add(double before, double now, double seconds)
    {
        var (step, gap) = (now - before, seconds - lastSeconds);
        if (gap * traits.MaximumWatts >= traits.PeriodJoules)
            events |= MeterEvents.GapTooLong;
        var span = gap + JumpSeconds + traits.UpdateSeconds;
        if (step < 0)
        {
            step += traits.PeriodJoules ?? double.PositiveInfinity;
            var judged = StepBack(step, span);
            events |= judged;
            if (judged.HasFlag(MeterEvents.WrapSuspect))
                suspectSquares += (step - now) * (step - now) / 12;
        }
        else if (step > traits.LargestWatts * span + traits.TickJoules)
        {
            events |= MeterEvents.CounterReset | MeterEvents.Implausible;
        }
        else if (step > 0)
        {
            // A counter that stood still shows the energy of all that time at once: no power that was seen.
            largestWatts = Math.Max(largestWatts ?? 0, step / (seconds - lastMoveSeconds + JumpSeconds + traits.UpdateSeconds));
        }

        if (step != 0)
            lastMoveSeconds = seconds;
        else if (seconds - lastMoveSeconds > traits.StuckSeconds)
            events |= MeterEvents.Stuck;
        joules += step;
    }

    // A counter that began again near the end of its range looks like one that ran over. What tells them apart is the power that a wrap needs:
    // beside what was seen since the counter was opened, and beside what the part is rated for.
    private MeterEvents StepBack(double step, double span)
    {
        if (step > traits.LargestWatts * span + traits.TickJoules)
            return MeterEvents.CounterReset;
        if (step <= WrapMargin * largestWatts * span + traits.TickJoules)
            return MeterEvents.Wrapped;
        // Before any movement was seen nothing but the rating can be held against it.
        return largestWatts is null || step <= traits.MaximumWatts * span
            ? MeterEvents.Wrapped | MeterEvents.WrapSuspect
            : MeterEvents.CounterReset | MeterEvents.Implausible;
    }
}
