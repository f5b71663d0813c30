using ButterE.Probe.Levels;

namespace ButterE.Engine.Model;

/// <summary>How the ratios of predicted to measured cost are spread: the paper's Figure 5 as data.</summary>
/// <param name="N">Runs.</param>
/// <param name="Median">Median ratio.</param>
/// <param name="LowerQuartile">A quarter of the ratios lies below.</param>
/// <param name="UpperQuartile">A quarter of the ratios lies above.</param>
/// <param name="Mean">Mean ratio.</param>
/// <param name="StandardDeviation">Population standard deviation of the ratios.</param>
/// <param name="From">Where the first bin begins: the 1 % quantile, as in the figure; of fewer than <see cref="FewestToCut"/> runs the least ratio.</param>
/// <param name="BinWidth">Width of a bin; the last one ends at the 99 % quantile, or at the largest ratio.</param>
/// <param name="Counts">Ratios in each bin; those beyond the quantiles are in none.</param>
public sealed record ResidualHistogram(
    int N, double Median, double LowerQuartile, double UpperQuartile, double Mean, double StandardDeviation,
    double From, double BinWidth, IReadOnlyList<int> Counts)
{
    /// <summary>Bins of the paper's figure.</summary>
    public const int PaperBins = 99;

    /// <summary>With fewer runs the ends are no single outliers among many: all are counted.</summary>
    public const int FewestToCut = 200;

    /// <summary>Counts ratios; null when there are none.</summary>
    /// <param name="ratios">Predicted over measured cost of each run.</param>
    /// <param name="bins">Number of bins.</param>
    public static ResidualHistogram? Of(IReadOnlyList<double> ratios, int bins = PaperBins)
    {
        if (ratios.Count == 0)
            return null;
        var sorted = ratios.Order().ToArray();
        var cut = sorted.Length < FewestToCut ? 0 : 0.01;
        var (low, high) = (Quantile.Interpolated(sorted, cut), Quantile.Interpolated(sorted, 1 - cut));
        var (mean, width) = (sorted.Average(), (high - low) / bins);
        var counts = new int[bins];
        foreach (var ratio in sorted.Where(ratio => ratio >= low && ratio <= high))
            counts[width > 0 ? Math.Min(bins - 1, (int)((ratio - low) / width)) : 0]++;
        return new ResidualHistogram(
            sorted.Length, Quantile.Interpolated(sorted, 0.5), Quantile.Interpolated(sorted, 0.25), Quantile.Interpolated(sorted, 0.75), mean,
            Math.Sqrt(sorted.Average(ratio => (ratio - mean) * (ratio - mean))), low, width, counts);
    }
}
