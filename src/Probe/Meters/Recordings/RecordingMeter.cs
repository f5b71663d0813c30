using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>Energy out of a recording that is read anew at each reading, so that one may still be growing.</summary>
/// <param name="description">What the meter is called.</param>
/// <param name="read">Reads the recording.</param>
/// <param name="isRetimed">Whether the recording begins when the meter is opened; otherwise its own times count.</param>
/// <param name="integrator">How power becomes energy.</param>
/// <param name="clock">Clock.</param>
internal sealed class RecordingMeter(
    MeterDescription description, Func<PowerRecording> read, bool isRetimed, Integrator integrator, TimeProvider clock) : IEnergyMeter
{
    private (long Steady, double Utc)? opened;
    private double latestStart;

    /// <inheritdoc/>
    public MeterDescription Description { get; } = description;

    /// <inheritdoc/>
    public void Open() => (opened, latestStart) = ((clock.GetTimestamp(), (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds), 0);

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        if (opened is not { } start)
            throw new InvalidOperationException($"meter {Description.Id} is not open");
        var now = clock.GetElapsedTime(start.Steady).TotalSeconds;
        var began = clock.GetTimestamp();
        var recording = read();
        var trace = recording.Trace(isRetimed ? recording.Samples.Min(sample => sample.Utc) : start.Utc);
        // One sample has no spacing; it cannot give an energy either.
        var spacing = recording.MedianSpacing() ?? 60;
        var sensor = new SensorTraits(spacing);
        var reading = new EnergyReading(Interval(trace, 0, now, sensor), Interval(trace, latestStart, now, sensor), Description)
        {
            Integrator = integrator,
            SampleSeconds = recording.MedianSpacing(),
            SelfSeconds = clock.GetElapsedTime(began).TotalSeconds,
        };
        latestStart = now;
        return reading;
    }

    /// <inheritdoc/>
    public void Close() => opened = null;

    /// <inheritdoc/>
    public void Dispose() => Close();

    // Beyond its last sample, and before its first, a recording knows nothing for longer than one and a half distances.
    private EnergyInterval Interval(PowerTrace trace, double start, double end, SensorTraits sensor)
    {
        var samples = trace.Usable;
        var reach = 1.5 * sensor.SampleSeconds;
        var interval = TraceEnergy.Of(trace, start, end, integrator, sensor);
        if (samples.Length == 0 || samples[0].Seconds > start + reach || samples[^1].Seconds < end - reach)
            interval = interval with { Joules = null, Uncertainty = null, Flags = interval.Flags | MeterEvents.OutsideRecording };
        return interval;
    }
}
