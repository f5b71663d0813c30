namespace ButterE.Probe.Meters.Traces;

/// <summary>
/// From samples of a power to the energy of an interval, three ways. Samples are in order of time, each with a power. The bias of each
/// for runs of a few samples is a test (IntegratorBiasTests): the sample before the start belongs to whatever ran before.
/// </summary>
public static class PowerIntegration
{
    /// <summary>
    /// Zero-order hold with a fixed period: w[first-1] (t[first] - start) + period (w[first] + … + w[last-1]) + w[last] (end - t[last]), with
    /// first and last the samples inside the interval, edges included. The terms are computed in the order of NREL's notebook 1_join, so that
    /// whole watts give its bits; its faults of taking the last row for the one before the first, and rows of other nodes, are not repeated.
    /// </summary>
    /// <param name="samples">Samples in order of time.</param>
    /// <param name="start">Start, s.</param>
    /// <param name="end">End, s.</param>
    /// <param name="periodSeconds">Assumed distance of the samples, s; 60 in BUTTER-E.</param>
    /// <returns>Energy, J; null without a sample inside, or without one at the start or before it.</returns>
    public static double? Notebook(ReadOnlySpan<PowerSample> samples, double start, double end, double periodSeconds = 60)
    {
        var (first, last) = Inside(samples, start, end);
        if (first > last || (first == 0 && samples[0].Seconds > start))
            return null;
        double sum = 0;
        for (var i = first; i < last; i++)
            sum += samples[i].Watts!.Value;
        // A sample at the very start leaves nothing to the one before it, which then need not exist.
        var before = samples[Math.Max(first - 1, 0)].Watts!.Value;
        return before * (samples[first].Seconds - start) + sum * periodSeconds
            + samples[last].Watts!.Value * (end - samples[last].Seconds);
    }

    /// <summary>
    /// Straight lines between the samples, and between the last sample before and the first one after each edge; beyond the outermost
    /// sample its power holds.
    /// </summary>
    /// <param name="samples">Samples in order of time.</param>
    /// <param name="start">Start, s.</param>
    /// <param name="end">End, s.</param>
    /// <returns>Energy, J; null without a sample.</returns>
    public static double? Linear(ReadOnlySpan<PowerSample> samples, double start, double end)
    {
        if (samples.Length == 0)
            return null;
        var (first, last) = Inside(samples, start, end);
        double energy = 0, time = start, power = PowerAt(samples, start);
        for (var i = first; i <= last; i++)
        {
            energy += (power + samples[i].Watts!.Value) / 2 * (samples[i].Seconds - time);
            (time, power) = (samples[i].Seconds, samples[i].Watts!.Value);
        }

        return energy + (power + PowerAt(samples, end)) / 2 * (end - time);
    }

    /// <summary>Mean of the samples inside the interval, edges included, times its length.</summary>
    /// <param name="samples">Samples in order of time.</param>
    /// <param name="start">Start, s.</param>
    /// <param name="end">End, s.</param>
    /// <param name="least">Fewest samples that make a mean.</param>
    /// <returns>Energy, J; null with fewer samples inside.</returns>
    public static double? InsideMean(ReadOnlySpan<PowerSample> samples, double start, double end, int least = 2)
    {
        var (first, last) = Inside(samples, start, end);
        if (last - first + 1 < least)
            return null;
        double sum = 0;
        for (var i = first; i <= last; i++)
            sum += samples[i].Watts!.Value;
        return sum / (last - first + 1) * (end - start);
    }

    /// <summary>
    /// Numbers of the first and the last sample inside an interval, edges included; the first is above the last when there is none.
    /// </summary>
    public static (int First, int Last) Inside(ReadOnlySpan<PowerSample> samples, double start, double end) =>
        (FirstAtOrAfter(samples, start, inclusive: true), FirstAtOrAfter(samples, end, inclusive: false) - 1);

    private static double PowerAt(ReadOnlySpan<PowerSample> samples, double time)
    {
        var next = FirstAtOrAfter(samples, time, inclusive: true);
        if (next == 0)
            return samples[0].Watts!.Value;
        if (next == samples.Length)
            return samples[^1].Watts!.Value;
        var (a, b) = (samples[next - 1], samples[next]);
        return a.Watts!.Value + (b.Watts!.Value - a.Watts!.Value) * (time - a.Seconds) / (b.Seconds - a.Seconds);
    }

    private static int FirstAtOrAfter(ReadOnlySpan<PowerSample> samples, double time, bool inclusive)
    {
        var (low, high) = (0, samples.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (samples[middle].Seconds < time || (!inclusive && samples[middle].Seconds == time))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
