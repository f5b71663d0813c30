using System.Globalization;
using ButterE.Engine.Runs;
using ButterE.Probe.Levels;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Report;

/// <summary>Cost per training datum over the number of parameters, and where working sets leave the levels (the paper's figures 3b and 6).</summary>
internal static class CostChart
{
    private const string RecommendedColor = "#228833";

    /// <summary>The chart in seconds; null when no run has a known cost.</summary>
    public static Chart? OfTime(ReportInput input) =>
        Of(input, "cost-time", "Time per training datum", "s", run => CostPerDatum.Seconds(run));

    /// <summary>The chart in joules; null when no run has a known energy.</summary>
    public static Chart? OfEnergy(ReportInput input) =>
        Of(input, "cost-energy", "Energy per training datum", "J", run => CostPerDatum.Joules(run));

    private static Chart? Of(ReportInput input, string id, string title, string unit, Func<RunRecord, double?> cost)
    {
        var points = input.Runs.Select(run => (Run: run, Cost: cost(run) ?? 0)).Where(point => point.Cost > 0).ToArray();
        if (points.Length == 0)
            return null;

        var parameters = points.Select(point => (double)point.Run.Configuration.Parameters)
            .Concat(input.Boundaries.Select(boundary => boundary.Parameters))
            .Concat(input.Recommendation is { } r ? [(double)r.Size] : []).Where(value => value > 0).ToArray();
        var chart = new Chart(id, title, Caption(input))
        {
            XAxis = Axis.Logarithmic("trainable parameters", null, parameters),
            YAxis = Axis.Logarithmic($"{unit} per training datum", unit, [.. points.Select(point => point.Cost)]),
        };
        BoundaryLines.Draw(chart, input.Boundaries);
        if (input.Recommendation is { } recommendation)
        {
            chart.VerticalLine(recommendation.Size, RecommendedColor, "solid");
            chart.LineLabel(recommendation.Size, $"recommended: {Quantity.Count(recommendation.Size)}", atBottom: true);
        }

        var series = points.GroupBy(point => NameOf(point.Run, unit)).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        for (var i = 0; i < series.Length; i++)
            chart.Trace(Trace(series[i].Key, unit, i, [.. series[i]]));
        return chart;
    }

    private static string NameOf(RunRecord run, string unit)
    {
        var configuration = run.Configuration;
        var kind = unit == "J" && run.EnergyKind is not (EnergyKind.Measured or EnergyKind.CounterDerived)
            ? $" ({run.EnergyKind.ToString().ToLowerInvariant()})"
            : "";
        return $"{configuration.Shape ?? "own widths"}, depth {configuration.Depth}{kind}";
    }

    // Replicates share a number of parameters: the median is drawn and the bar spans all of them.
    private static object Trace(string name, string unit, int index, IReadOnlyList<(RunRecord Run, double Cost)> points)
    {
        var sizes = points.GroupBy(point => point.Run.Configuration.Parameters, point => point.Cost).OrderBy(group => group.Key)
            .Select(group => (Parameters: group.Key, Costs: group.Order().ToArray())).ToArray();
        var medians = sizes.Select(size => Quantile.Median(size.Costs)).ToArray();
        return new
        {
            type = "scatter",
            mode = "lines+markers",
            name = Chart.Label(name),
            x = sizes.Select(size => size.Parameters),
            y = medians,
            error_y = sizes.All(size => size.Costs.Length == 1) ? null : new
            {
                type = "data",
                symmetric = false,
                array = sizes.Select((size, i) => size.Costs[^1] - medians[i]),
                arrayminus = sizes.Select((size, i) => medians[i] - size.Costs[0]),
                thickness = 1,
            },
            text = sizes.Select((size, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{size.Parameters:N0} parameters<br>{Quantity.Si(medians[i], unit)} per datum<br>runs: {size.Costs.Length}")),
            hovertemplate = "%{text}",
            marker = new { size = 8, color = Chart.Palette[index % Chart.Palette.Count], symbol = Chart.Symbols[index % Chart.Symbols.Count] },
            line = new { width = 2, color = Chart.Palette[index % Chart.Palette.Count] },
        };
    }

    private static string Caption(ReportInput input) =>
        "Cost of all epochs, test passes included, over the training rows rounded up to whole batches. "
        + (input.Boundaries.Count == 0
            ? "Where working sets leave the levels is not known."
            : "Dashed lines: right of them the working set of the forward pass (f) or of the backward pass (b) no longer fits into the level.");
}
