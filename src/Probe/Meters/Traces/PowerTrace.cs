using System.Runtime.InteropServices;

namespace ButterE.Probe.Meters.Traces;

/// <summary>
/// Samples of a power as they came. Nothing is dropped: samples without a power, or with a time that another sample has, stay in the trace
/// with a flag, and only <see cref="Usable"/> leaves them out.
/// </summary>
/// <param name="maximumWatts">Largest power the device can draw, W; a sample above counts as missing. Infinite when not known.</param>
public sealed class PowerTrace(double maximumWatts = double.PositiveInfinity)
{
    private readonly List<PowerSample> samples = [];
    private readonly List<PowerSample> usable = [];
    private bool isInOrder = true;

    /// <summary>Every sample, in the order in which they came.</summary>
    public IReadOnlyList<PowerSample> Samples => samples;

    /// <summary>The samples with a power, each time once, in order of time. Valid until the next sample is added.</summary>
    public ReadOnlySpan<PowerSample> Usable => CollectionsMarshal.AsSpan(usable);

    /// <summary>Adds a sample, after judging it.</summary>
    /// <param name="seconds">When it was received, s.</param>
    /// <param name="watts">Power, W; null when the sensor gave none. 0 W, negative, infinite or impossible powers count as missing.</param>
    /// <param name="flags">What the sensor said about it.</param>
    public void Add(double seconds, double? watts, MeterEvents flags = MeterEvents.None)
    {
        if (watts is 0)
            (watts, flags) = (null, flags | MeterEvents.ZeroPower);
        else if (watts is { } power && !(power > 0 && power <= maximumWatts && double.IsFinite(power)))
            (watts, flags) = (null, flags | MeterEvents.Implausible);
        else if (watts is null)
            flags |= MeterEvents.MissedSample;
        if (samples.Count > 0 && seconds < samples[^1].Seconds)
            (flags, isInOrder) = (flags | MeterEvents.TimeWentBack, false);
        var at = watts is null ? -1 : Place(seconds);
        if (watts is not null && at > 0 && usable[at - 1].Seconds == seconds)
            (flags, at) = (flags | MeterEvents.DuplicateTime, -1);
        var sample = new PowerSample(seconds, watts, flags);
        samples.Add(sample);
        if (at >= 0)
            usable.Insert(at, sample);
    }

    /// <summary>What was odd about the samples of an interval, both edges included.</summary>
    /// <param name="start">Start, s.</param>
    /// <param name="end">End, s.</param>
    public MeterEvents FlagsIn(double start, double end)
    {
        // The cost is that of the interval, however long the trace has become.
        var (first, last) = isInOrder ? PowerIntegration.Inside(CollectionsMarshal.AsSpan(samples), start, end) : (0, samples.Count - 1);
        var flags = MeterEvents.None;
        for (var i = first; i <= last; i++)
            flags |= samples[i].Seconds >= start && samples[i].Seconds <= end ? samples[i].Flags : MeterEvents.None;
        return flags;
    }

    // Almost always the end; a recording out of order pays for its order.
    private int Place(double seconds)
    {
        var at = usable.Count;
        while (at > 0 && usable[at - 1].Seconds > seconds)
            at--;
        return at;
    }
}
