using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>Energy out of a recording that may still be growing.</summary>
/// <param name="description">What the meter is called.</param>
/// <param name="read">Reads the recording; gives the same object while it has not changed.</param>
/// <param name="isRetimed">Whether the recording begins when the meter is opened; otherwise its own times count.</param>
/// <param name="integrator">How power becomes energy.</param>
/// <param name="clock">Clock.</param>
internal sealed class RecordingMeter(
    MeterDescription description, Func<PowerRecording> read, bool isRetimed, Integrator integrator, TimeProvider clock) : IEnergyMeter
{
    private (long Steady, double Utc)? opened;
    private double latestStart;
    private double selfSeconds;
    private PowerRecording? recording;
    private PowerTrace trace = new();
    private double? spacing;

    /// <inheritdoc/>
    public MeterDescription Description { get; } = description;

    /// <inheritdoc/>
    public void Open()
    {
        opened = (clock.GetTimestamp(), (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
        (latestStart, selfSeconds, recording) = (0, 0, null);
    }

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        var now = Now();
        var began = clock.GetTimestamp();
        Refresh();
        var reading = new EnergyReading(Interval(0, now), Interval(latestStart, now), Description)
        {
            Integrator = integrator,
            SampleSeconds = spacing,
            SelfSeconds = selfSeconds += clock.GetElapsedTime(began).TotalSeconds,
        };
        latestStart = now;
        return reading;
    }

    /// <inheritdoc/>
    public EnergyInterval Lap()
    {
        var now = Now();
        var began = clock.GetTimestamp();
        Refresh();
        var latest = Interval(latestStart, now);
        selfSeconds += clock.GetElapsedTime(began).TotalSeconds;
        latestStart = now;
        return latest;
    }

    /// <inheritdoc/>
    public void Close() => opened = null;

    /// <inheritdoc/>
    public void Dispose() => Close();

    private double Now() => opened is { } start
        ? clock.GetElapsedTime(start.Steady).TotalSeconds
        : throw new InvalidOperationException($"meter {Description.Id} is not open");

    private void Refresh()
    {
        var now = read();
        if (ReferenceEquals(now, recording))
            return;
        (recording, spacing) = (now, now.MedianSpacing());
        trace = now.Trace(isRetimed ? now.Samples.Min(sample => sample.Utc) : opened!.Value.Utc);
    }

    // Beyond its last sample, and before its first, a recording knows nothing for longer than one and a half distances.
    private EnergyInterval Interval(double start, double end)
    {
        // One sample has no spacing; it cannot give an energy either.
        var sensor = new SensorTraits(spacing ?? 60);
        var samples = trace.Usable;
        var reach = 1.5 * sensor.SampleSeconds;
        var interval = TraceEnergy.Of(trace, start, end, integrator, sensor);
        if (samples.Length == 0 || samples[0].Seconds > start + reach || samples[^1].Seconds < end - reach)
            interval = interval with { Joules = null, Uncertainty = null, Flags = interval.Flags | MeterEvents.OutsideRecording };
        return interval;
    }
}
