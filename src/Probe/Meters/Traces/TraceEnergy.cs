namespace ButterE.Probe.Meters.Traces;

/// <summary>The energy of an interval of a trace, with its flags and its uncertainty.</summary>
public static class TraceEnergy
{
    /// <summary>Beyond so many distances of its samples nothing is known of a power.</summary>
    internal const double MostSpacings = 1.5;

    // Uncertainty of a step that lies anywhere within a width: the width over the square root of 12.
    private static readonly double Rectangle = Math.Sqrt(12);

    /// <summary>Integrates an interval.</summary>
    /// <param name="trace">The samples.</param>
    /// <param name="start">Start, s.</param>
    /// <param name="end">End, s.</param>
    /// <param name="integrator">How.</param>
    /// <param name="sensor">What is known about the sensor.</param>
    public static EnergyInterval Of(PowerTrace trace, double start, double end, Integrator integrator, SensorTraits sensor)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(sensor);
        var samples = trace.Usable;
        var (first, last) = PowerIntegration.Inside(samples, start, end);
        var inside = first <= last ? samples[first..(last + 1)] : [];
        var flags = trace.FlagsIn(start, end) | Spacing(inside, start, end, sensor.SampleSeconds);
        var joules = integrator switch
        {
            Integrator.Notebook => PowerIntegration.Notebook(samples, start, end, sensor.SampleSeconds),
            Integrator.Linear when inside.Length > 0 => PowerIntegration.Linear(samples, start, end),
            Integrator.Inside => PowerIntegration.InsideMean(samples, start, end),
            _ => null,
        };
        if (joules is not { } energy)
            return new EnergyInterval(null, end - start, flags | MeterEvents.TooFewSamples, null);
        var systematic = Math.Sqrt(Square(sensor.GainFraction * energy) + Square(sensor.ResolutionWatts / Rectangle * (end - start)));
        return new EnergyInterval(energy, end - start, flags, new EnergyUncertainty(Random(samples, first, last, sensor.SampleSeconds), systematic));
    }

    /// <summary>Whether some sample inside an interval lies near its start, and one near its end.</summary>
    /// <param name="samples">Samples with a power, in order of time.</param>
    /// <param name="start">Start, s.</param>
    /// <param name="end">End, s.</param>
    /// <param name="reachSeconds">What near is, s.</param>
    internal static bool ReachesEdges(ReadOnlySpan<PowerSample> samples, double start, double end, double reachSeconds)
    {
        var (first, last) = PowerIntegration.Inside(samples, start, end);
        return first <= last && samples[first].Seconds <= start + reachSeconds && samples[last].Seconds >= end - reachSeconds;
    }

    // A gap counts from edge to edge: a sensor that fell silent before the end left a gap too.
    private static MeterEvents Spacing(ReadOnlySpan<PowerSample> inside, double start, double end, double nominal)
    {
        if (inside.Length == 0)
            return MeterEvents.TooFewSamples;
        var distances = new List<double>(inside.Length);
        for (var i = 1; i < inside.Length; i++)
            distances.Add(inside[i].Seconds - inside[i - 1].Seconds);
        var flags = MeterEvents.None;
        if (distances.Append(inside[0].Seconds - start).Append(end - inside[^1].Seconds).Max() > MostSpacings * nominal)
            flags |= MeterEvents.Gap;
        distances.Sort();
        if (distances.Count >= 10 && distances[(int)(0.95 * (distances.Count - 1))] is var p95 && (p95 > 1.2 * nominal || p95 < 0.8 * nominal))
            flags |= MeterEvents.IrregularSampling;
        return flags;
    }

    // Noise of the samples, a step of the power anywhere within the sampling distance at both edges, and one within each gap.
    private static double Random(ReadOnlySpan<PowerSample> samples, int first, int last, double nominal)
    {
        double squares = 0, gaps = 0, noise = 0;
        for (var i = first + 1; i <= last; i++)
        {
            var (step, gap) = (samples[i].Watts!.Value - samples[i - 1].Watts!.Value, samples[i].Seconds - samples[i - 1].Seconds);
            squares += step * step;
            if (gap > MostSpacings * nominal)
                gaps += Square(step * gap / Rectangle);
        }

        // Half the mean squared difference of neighbours is the variance of the noise, whatever slow change lies beneath it.
        var count = last - first + 1;
        if (count > 1)
            noise = count * squares / (2 * (count - 1)) * nominal * nominal;
        return Math.Sqrt(noise + gaps + Square(Edge(samples, first, -1, nominal)) + Square(Edge(samples, last, +1, nominal)));
    }

    private static double Edge(ReadOnlySpan<PowerSample> samples, int at, int outward, double nominal)
    {
        var beyond = at + outward;
        if (beyond < 0 || beyond >= samples.Length)
            beyond = at - outward;
        return beyond < 0 || beyond >= samples.Length ? 0 : Math.Abs(samples[at].Watts!.Value - samples[beyond].Watts!.Value) * nominal / Rectangle;
    }

    private static double Square(double x) => x * x;
}
