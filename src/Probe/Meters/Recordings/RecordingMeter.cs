using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>Energy out of a recording that may still be growing.</summary>
/// <param name="description">What the meter is called.</param>
/// <param name="recording">The recording; one that grows is read on at each reading and joined by its own times, any other begins when the meter
/// is opened.</param>
/// <param name="integrator">How power becomes energy.</param>
/// <param name="clock">Clock.</param>
internal sealed class RecordingMeter(MeterDescription description, PowerRecording recording, Integrator integrator, TimeProvider clock) : IEnergyMeter
{
    // One sample has no spacing; it cannot give an energy either.
    private const double UnknownSpacingSeconds = 60;

    private (long Steady, double Utc)? opened;
    private double latestStart;
    private double selfSeconds;
    private MeterEvents totalEvents;
    private MeterEvents latestEvents;

    /// <inheritdoc/>
    public MeterDescription Description { get; } = description;

    /// <inheritdoc/>
    public void Open()
    {
        // What happened to the file before belongs to no measurement.
        if (recording.IsGrowing)
            _ = recording.ReadOn();
        var origin = recording.IsGrowing
            ? (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds
            : recording.Trace.Samples.Min(sample => sample.Seconds);
        opened = (clock.GetTimestamp(), origin);
        (latestStart, selfSeconds, totalEvents, latestEvents) = (0, 0, MeterEvents.None, MeterEvents.None);
    }

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        var now = Now();
        var began = clock.GetTimestamp();
        var latest = Latest(now);
        return new EnergyReading(Interval(0, now, totalEvents), latest, Description with { Source = recording.Source })
        {
            Integrator = integrator,
            SampleSeconds = recording.SpacingSeconds,
            SelfSeconds = selfSeconds += clock.GetElapsedTime(began).TotalSeconds,
        };
    }

    /// <inheritdoc/>
    public EnergyInterval Lap()
    {
        var now = Now();
        var began = clock.GetTimestamp();
        var latest = Latest(now);
        selfSeconds += clock.GetElapsedTime(began).TotalSeconds;
        return latest;
    }

    /// <inheritdoc/>
    public void Close() => opened = null;

    /// <inheritdoc/>
    public void Dispose() => Close();

    private double Now() => opened is { } start
        ? clock.GetElapsedTime(start.Steady).TotalSeconds
        : throw new InvalidOperationException($"meter {Description.Id} is not open");

    private EnergyInterval Latest(double now)
    {
        var events = recording.IsGrowing ? recording.ReadOn() : MeterEvents.None;
        (totalEvents, latestEvents) = (totalEvents | events, latestEvents | events);
        var latest = Interval(latestStart, now, latestEvents);
        (latestStart, latestEvents) = (now, MeterEvents.None);
        return latest;
    }

    // Beyond its last sample, and before its first, a recording knows nothing for longer than one and a half distances.
    private EnergyInterval Interval(double start, double end, MeterEvents events)
    {
        var sensor = new SensorTraits(recording.SpacingSeconds ?? UnknownSpacingSeconds);
        var samples = recording.Trace.Usable;
        var (origin, reach) = (opened!.Value.Utc, TraceEnergy.MostSpacings * sensor.SampleSeconds);
        var interval = TraceEnergy.Of(recording.Trace, origin + start, origin + end, integrator, sensor);
        // Seconds since 1970 resolve no better than 0.2 us.
        interval = interval with { Seconds = end - start, Flags = interval.Flags | events };
        if (samples.Length == 0 || samples[0].Seconds > origin + start + reach || samples[^1].Seconds < origin + end - reach)
            interval = interval with { Joules = null, Uncertainty = null, Flags = interval.Flags | MeterEvents.OutsideRecording };
        return interval with { Flags = interval.Flags | Description.FlagsOfWindow(end - start) };
    }
}
