using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Probe.Meters.Counters;

/// <summary>
/// The sum of the energy counters of one domain. While it is open it samples often enough that no counter runs over unseen; a counter that
/// hangs is given up after <see cref="DeadlineSeconds"/>.
/// </summary>
internal sealed class CounterMeter : IEnergyMeter
{
    /// <summary>How long a reading of all counters may take, s.</summary>
    public const double DeadlineSeconds = 1;

    private readonly Lock gate = new();
    private readonly IReadOnlyList<IRawCounter> counters;
    private readonly TimeProvider clock;
    private readonly DeadlineThread reader = new();
    private OpenCounters? measurement;

    /// <summary>Makes a meter of one domain.</summary>
    /// <param name="description">What it is called.</param>
    /// <param name="counters">The counters to sum, at least one; the meter disposes of them.</param>
    /// <param name="clock">Steady clock and timer.</param>
    public CounterMeter(MeterDescription description, IReadOnlyList<IRawCounter> counters, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfZero(counters.Count);
        (Description, this.counters, this.clock) = (description, counters, clock);
    }

    /// <inheritdoc/>
    public MeterDescription Description { get; }

    /// <inheritdoc/>
    public void Open()
    {
        Close();
        lock (gate)
        {
            measurement = new OpenCounters(counters, clock.GetTimestamp());
            Sample(measurement, isEdge: true);
            var opening = measurement;
            opening.Poll = clock.CreateTimer(_ => Poll(opening), null, opening.NextPoll(), Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        lock (gate)
        {
            if (measurement is null)
                throw new InvalidOperationException($"meter {Description.Id} is not open");
            var seconds = Sample(measurement, isEdge: true);
            var total = Interval(measurement.Total, measurement.TotalTimeOuts, seconds);
            var latest = Interval(measurement.Latest, measurement.LatestTimeOuts, seconds - measurement.LatestStart);
            measurement.CutLatest(seconds);
            return new EnergyReading(total, latest, Description)
            {
                SampleSeconds = counters.Max(counter => counter.Traits.UpdateSeconds),
                SelfSeconds = measurement.SelfSeconds,
            };
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        lock (gate)
        {
            measurement?.Poll?.Dispose();
            measurement = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        reader.Dispose();
        foreach (var counter in counters)
            counter.Dispose();
    }

    private void Poll(OpenCounters open)
    {
        lock (gate)
        {
            // The timer may fire once more after the meter was closed.
            if (measurement != open)
                return;
            Sample(open, isEdge: false);
            open.Poll!.Change(open.NextPoll(), Timeout.InfiniteTimeSpan);
        }
    }

    // Each counter gets the time of its own reading; the caller gets the last.
    private double Sample(OpenCounters open, bool isEdge)
    {
        var began = clock.GetTimestamp();
        var inTime = reader.TryRun(() => ReadAll(open.Opened), TimeSpan.FromSeconds(DeadlineSeconds), out var samples);
        var seconds = inTime ? samples![^1].Seconds : clock.GetElapsedTime(open.Opened).TotalSeconds;
        if (!inTime)
            open.NoteTimeOut();
        for (var i = 0; i < counters.Count; i++)
        {
            var (joules, at) = inTime ? samples![i] : (null, seconds);
            open.Total[i].Sample(joules, at, isEdge);
            open.Latest[i].Sample(joules, at, isEdge);
        }

        open.SelfSeconds += clock.GetElapsedTime(began).TotalSeconds;
        return seconds;
    }

    private (double? Joules, double Seconds)[] ReadAll(long opened)
    {
        var samples = new (double? Joules, double Seconds)[counters.Count];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (Value(counters[i]), clock.GetElapsedTime(opened).TotalSeconds);
        return samples;
    }

    // The caller may be a timer, where an exception would end the process: a counter that fails was not read.
    private static double? Value(IRawCounter counter)
    {
        try
        {
            return counter.ReadJoules();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private EnergyInterval Interval(EnergyCounter[] accumulators, MeterEvents others, double seconds)
    {
        var flags = accumulators.Aggregate(others | Description.FlagsOfWindow(seconds), (all, counter) => all | counter.Events);
        double? joules = accumulators.All(counter => counter.Joules is not null) ? accumulators.Sum(counter => counter.Joules!.Value) : null;
        if (joules is not { } sum || seconds < counters.Max(counter => counter.Traits.ShortestSeconds))
            return new EnergyInterval(null, seconds, flags, null);
        var random = Math.Sqrt(accumulators.Zip(counters, (accumulator, counter) =>
        {
            var (edges, wraps) = (counter.Traits.DifferenceUncertainty(accumulator.Joules!.Value / seconds), accumulator.SuspectUncertainty);
            return edges * edges + wraps * wraps;
        }).Sum());
        return new EnergyInterval(joules, seconds, flags, new EnergyUncertainty(random, counters[0].Traits.GainFraction * sum));
    }

    /// <summary>What is kept between opening and closing.</summary>
    private sealed class OpenCounters(IReadOnlyList<IRawCounter> counters, long opened)
    {
        public long Opened { get; } = opened;

        public EnergyCounter[] Total { get; } = [.. counters.Select(counter => new EnergyCounter(counter.Traits))];

        public EnergyCounter[] Latest { get; } = [.. counters.Select(counter => new EnergyCounter(counter.Traits))];

        public ITimer? Poll { get; set; }

        public double SelfSeconds { get; set; }

        public double LatestStart { get; private set; }

        public MeterEvents TotalTimeOuts { get; private set; }

        public MeterEvents LatestTimeOuts { get; private set; }

        public TimeSpan NextPoll() => TimeSpan.FromSeconds(
            counters.Zip(Total, (counter, accumulator) => counter.Traits.NextPollSeconds(accumulator.Last)).Min());

        public void NoteTimeOut() => (TotalTimeOuts, LatestTimeOuts) = (MeterEvents.TimedOut, MeterEvents.TimedOut);

        public void CutLatest(double seconds)
        {
            (LatestStart, LatestTimeOuts) = (seconds, MeterEvents.None);
            foreach (var counter in Latest)
                counter.Cut();
        }
    }
}
