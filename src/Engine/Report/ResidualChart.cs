using System.Globalization;
using ButterE.Engine.Model;

namespace ButterE.Engine.Report;

/// <summary>How predicted over measured cost is spread over the runs: the paper's Figure 5.</summary>
internal static class ResidualChart
{
    private const int FewestRuns = 10;
    private const int MostBins = 60;

    /// <summary>The chart; null with too few predictions for a spread to be seen.</summary>
    public static Chart? Of(ReportInput input)
    {
        double[] ratios = [.. input.Predictions.Where(run => run is { Measured: > 0, Predicted: > 0 }).Select(run => run.Predicted / run.Measured)];
        if (ratios.Length < FewestRuns)
            return null;
        return Of(ResidualHistogram.Of(ratios, Math.Min(MostBins, 2 * (int)Math.Sqrt(ratios.Length)))!);
    }

    /// <summary>The chart of a spread that was counted before.</summary>
    /// <param name="spread">The spread.</param>
    /// <param name="id">Identity of the chart in its page.</param>
    /// <param name="title">Heading.</param>
    public static Chart Of(ResidualHistogram spread, string id = "residuals", string title = "Spread of predicted over measured")
    {
        var caption = string.Create(CultureInfo.InvariantCulture,
            $"{spread.N} runs: median {spread.Median:0.000}, quartiles {spread.LowerQuartile:0.000} and {spread.UpperQuartile:0.000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"standard deviation {spread.StandardDeviation:0.000}.")
            + (spread.N < ResidualHistogram.FewestToCut ? "" : " Shown from the 1 % to the 99 % quantile.");
        var chart = new Chart(id, title, caption)
        {
            XAxis = new { title = new { text = "predicted / measured" } },
            YAxis = Axis.Linear("runs"),
        };
        chart.Trace(new
        {
            type = "bar",
            x = spread.Counts.Select((_, bin) => spread.From + (bin + 0.5) * spread.BinWidth),
            y = spread.Counts,
            width = spread.BinWidth,
            name = "runs",
            marker = new { color = Chart.Palette[0] },
        });
        return chart;
    }
}
