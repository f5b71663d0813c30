using ButterE.Probe.Meters.Deadlines;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Power;

/// <summary>
/// Energy from a power sensor that is sampled in the background. Samples bear the time of their receipt on this machine's steady clock, because
/// the clocks of board controllers drift; the distances between them are jittered so that no periodic load stays in step with them.
/// Reading never waits for the sensor.
/// </summary>
internal sealed class PowerMeter : IEnergyMeter
{
    private const double JitterFraction = 0.1;

    private readonly Lock gate = new();
    private readonly IPowerSensor sensor;
    private readonly Integrator integrator;
    private readonly TimeProvider clock;
    private readonly DeadlineThread reader = new();
    private OpenTrace? measurement;

    /// <summary>Makes a meter.</summary>
    /// <param name="description">What it is called.</param>
    /// <param name="sensor">The sensor; the meter disposes of it.</param>
    /// <param name="integrator">How power becomes energy.</param>
    /// <param name="clock">Steady clock and timer.</param>
    public PowerMeter(MeterDescription description, IPowerSensor sensor, Integrator integrator, TimeProvider clock) =>
        (Description, this.sensor, this.integrator, this.clock) = (description, sensor, integrator, clock);

    /// <inheritdoc/>
    public MeterDescription Description { get; }

    /// <inheritdoc/>
    public void Open()
    {
        Close();
        // Time 0 is the receipt of the first sample, so that no integrator misses the power at the start.
        var asked = clock.GetTimestamp();
        var (answer, flags) = Ask();
        var opening = new OpenTrace(clock.GetTimestamp(), sensor.Traits.MaximumWatts);
        opening.Add(0, answer, flags, clock.GetElapsedTime(asked));
        lock (gate)
        {
            measurement = opening;
            opening.Poll = clock.CreateTimer(_ => Poll(opening), null, NextDelay(opening), Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        lock (gate)
        {
            if (measurement is null)
                throw new InvalidOperationException($"meter {Description.Id} is not open");
            var now = clock.GetElapsedTime(measurement.Opened).TotalSeconds;
            var (total, latest) = (Interval(measurement, 0, now), Interval(measurement, measurement.LatestStart, now));
            measurement.LatestStart = now;
            return new EnergyReading(total, latest, Description)
            {
                Integrator = integrator,
                SampleSeconds = sensor.Traits.SampleSeconds,
                AveragingSeconds = sensor.Traits.AveragingSeconds,
                SelfSeconds = measurement.SelfSeconds,
            };
        }
    }

    /// <inheritdoc/>
    public EnergyInterval Lap()
    {
        lock (gate)
        {
            if (measurement is null)
                throw new InvalidOperationException($"meter {Description.Id} is not open");
            var now = clock.GetElapsedTime(measurement.Opened).TotalSeconds;
            var latest = Interval(measurement, measurement.LatestStart, now);
            measurement.LatestStart = now;
            return latest;
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
        sensor.Dispose();
    }

    private EnergyInterval Interval(OpenTrace open, double start, double end)
    {
        var interval = TraceEnergy.Of(open.Trace, start, end, integrator, sensor.Traits);
        // An answer may take its whole deadline; a sensor silent for longer died, or came to life late, and nobody saw that power.
        var reach = TraceEnergy.MostSpacings * sensor.Traits.SampleSeconds + sensor.DeadlineSeconds;
        if (!TraceEnergy.ReachesEdges(open.Trace.Usable, start, end, reach))
            interval = interval with { Joules = null, Uncertainty = null, Flags = interval.Flags | MeterEvents.TooFewSamples };
        return interval with { Flags = interval.Flags | Description.FlagsOfWindow(end - start) };
    }

    private void Poll(OpenTrace open)
    {
        // The timer may fire once more after the meter was closed or disposed of.
        lock (gate)
        {
            if (measurement != open)
                return;
        }

        var began = clock.GetTimestamp();
        Sample(open);
        lock (gate)
        {
            var delay = NextDelay(open) - clock.GetElapsedTime(began);
            if (measurement == open)
                open.Poll!.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Sample(OpenTrace open)
    {
        var began = clock.GetTimestamp();
        var (answer, flags) = Ask();
        lock (gate)
            open.Add(clock.GetElapsedTime(open.Opened).TotalSeconds, answer, flags, clock.GetElapsedTime(began));
    }

    private (double? Watts, MeterEvents Flags) Ask() =>
        reader.TryRun(Answer, TimeSpan.FromSeconds(sensor.DeadlineSeconds), out var answer)
            ? (answer.Watts, answer.Flags)
            : (null, MeterEvents.TimedOut);

    // The caller is a timer: an exception there would end the process. A sensor that fails has given no sample, and its flag says so.
    private PowerAnswer Answer()
    {
        try
        {
            return sensor.Read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new PowerAnswer(null, MeterEvents.MissedSample);
        }
    }

    private TimeSpan NextDelay(OpenTrace open) =>
        TimeSpan.FromSeconds(sensor.Traits.SampleSeconds * (1 + JitterFraction * (2 * open.Jitter.NextDouble() - 1)));

    /// <summary>What is kept between opening and closing.</summary>
    private sealed class OpenTrace(long opened, double maximumWatts)
    {
        public long Opened { get; } = opened;

        public PowerTrace Trace { get; } = new(maximumWatts);

        public Random Jitter { get; } = new(1);

        public ITimer? Poll { get; set; }

        public double LatestStart { get; set; }

        public double SelfSeconds { get; private set; }

        public void Add(double seconds, double? watts, MeterEvents flags, TimeSpan self)
        {
            Trace.Add(seconds, watts, flags);
            SelfSeconds += self.TotalSeconds;
        }
    }
}
