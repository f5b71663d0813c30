namespace ButterE.Engine.Report;

/// <summary>Predicted over measured cost of each run.</summary>
internal static class PredictionChart
{
    private const double Tolerance = 0.2;

    /// <summary>The chart; null without predictions.</summary>
    public static Chart? Of(ReportInput input)
    {
        PredictedRun[] runs = [.. input.Predictions.Where(run => run is { Measured: > 0, Predicted: > 0 })];
        if (runs.Length == 0)
            return null;

        var unit = input.Target == "energy" ? "J" : "s";
        double[] values = [.. runs.SelectMany(run => new[] { run.Measured, run.Predicted })];
        var inside = runs.Count(run => Math.Abs(run.Predicted / run.Measured - 1) <= Tolerance);
        var caption = $"{inside} of {runs.Length} runs within ±20 % (shaded) of the line on which prediction and measurement agree.";
        var chart = new Chart("prediction", "Predicted over measured", caption)
        {
            XAxis = Axis.Logarithmic($"measured per run, {unit}", unit, values),
            YAxis = Axis.Logarithmic($"predicted per run, {unit}", unit, values),
        };
        var (low, high) = (values.Min() / 10, values.Max() * 10);
        chart.Trace(new
        {
            type = "scatter",
            mode = "lines",
            x = new[] { low, high, high, low },
            y = new[] { low * (1 - Tolerance), high * (1 - Tolerance), high * (1 + Tolerance), low * (1 + Tolerance) },
            fill = "toself",
            fillcolor = "rgba(34,136,51,0.15)",
            line = new { width = 0 },
            name = "±20 %",
            hoverinfo = "skip",
        });
        chart.Trace(new
        {
            type = "scatter",
            mode = "lines",
            x = new[] { low, high },
            y = new[] { low, high },
            line = new { color = "#228833", dash = "dash", width = 1.5 },
            name = "equal",
            hoverinfo = "skip",
        });
        chart.Trace(new
        {
            type = "scatter",
            mode = "markers",
            x = runs.Select(run => run.Measured),
            y = runs.Select(run => run.Predicted),
            name = "runs",
            text = runs.Select(run =>
                $"{Quantity.Count(run.Parameters)} parameters<br>measured {Quantity.Si(run.Measured, unit)}"
                    + $"<br>predicted {Quantity.Si(run.Predicted, unit)}"
                + $"<br>run {Chart.Label(RunName.Short(run.RunId))}"),
            hovertemplate = "%{text}<extra></extra>",
            marker = new { size = 9, color = Chart.Palette[0], opacity = 0.85 },
        });
        return chart;
    }
}
