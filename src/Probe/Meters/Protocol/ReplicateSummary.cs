namespace ButterE.Probe.Meters.Protocol;

/// <summary>What replicates say together.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Median">Their median.</param>
/// <param name="InterquartileRange">Distance of their quartiles; null below 3, which have no spread worth a name.</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval of the median; null below 3.</param>
/// <param name="High">Upper end of it; null below 3.</param>
public sealed record ReplicateSummary(int Count, double Median, double? InterquartileRange, double? Low, double? High)
{
    private const int Resamples = 2000, FewestForSpread = 3;

    /// <summary>Half the interval over the median; null below 3 replicates and for a median of 0. What decides whether more are needed.</summary>
    public double? RelativeHalfWidth => Median == 0 ? null : (High - Low) / 2 / Math.Abs(Median);

    /// <summary>Summarises replicates.</summary>
    /// <param name="values">The replicates, at least one.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static ReplicateSummary Of(IReadOnlyList<double> values, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        double[] sorted = [.. values.Order()];
        if (sorted.Length < FewestForSpread)
            return new ReplicateSummary(sorted.Length, Quantile(sorted, 0.5), null, null, null);
        var random = new Random(seed);
        var medians = new double[Resamples];
        var sample = new double[sorted.Length];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < sample.Length; j++)
                sample[j] = sorted[random.Next(sorted.Length)];
            Array.Sort(sample);
            medians[i] = Quantile(sample, 0.5);
        }

        Array.Sort(medians);
        return new ReplicateSummary(
            sorted.Length, Quantile(sorted, 0.5), Quantile(sorted, 0.75) - Quantile(sorted, 0.25), Quantile(medians, 0.025), Quantile(medians,
                0.975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
