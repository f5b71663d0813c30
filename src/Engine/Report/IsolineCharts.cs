using System.Globalization;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Recommendation;

namespace ButterE.Engine.Report;

/// <summary>Cost (or operations) to each loss over the sizes of a family, with the cheapest size of each line (the paper's figure 6).</summary>
internal static class IsolineCharts
{
    /// <summary>The charts in J or s, one family at a time; null when no cost was measured.</summary>
    public static ChartChoice? OfCost(IReadOnlyList<DrawnFamily> families, CostTarget target) => Choice(
        "isolines-cost", target == CostTarget.Energy ? "Energy to a test loss" : "Time to a test loss", families, target.Unit(),
        point => point.Cost);

    /// <summary>The charts in operations.</summary>
    public static ChartChoice? OfFlops(IReadOnlyList<DrawnFamily> families) =>
        Choice("isolines-flops", "Operations to a test loss", families, "FLOP", point => point.Flops);

    private static ChartChoice? Choice(string id, string title, IReadOnlyList<DrawnFamily> families, string unit, Func<IsolinePoint, double?> value)
    {
        (string, Chart)[] charts =
        [
            .. families.Where(family => family.Family.Isolines.Any(isoline => isoline.Points.All(point => value(point) is not null)))
                .Select(family => (NameOf(family.Family), Draw(id, title, family, unit, value))),
        ];
        return charts.Length == 0 ? null : new ChartChoice(id, title, "Networks", charts);
    }

    /// <summary>Name of a family for people.</summary>
    public static string NameOf(IsolineFamily family) => $"{family.Device}: {family.Dataset}, {family.Shape ?? "own widths"}, depth {family.Depth}";

    private static Chart Draw(string id, string title, DrawnFamily drawn, string unit, Func<IsolinePoint, double?> value)
    {
        Isoline[] isolines = [.. drawn.Family.Isolines.Where(isoline => isoline.Points.All(point => value(point) is not null))];
        double[] sizes = [.. isolines.SelectMany(isoline => isoline.Points).Select(point => (double)point.Parameters)];
        SpillBoundary[] boundaries = [.. drawn.Boundaries.Where(boundary => boundary.Parameters > sizes.Min() && boundary.Parameters < sizes.Max())];
        var chart = new Chart(id, title,
            "Each line is one test loss, from dark (low) to light (high); diamonds are its cheapest size. Within a network interpolated linearly in the "
            + "logarithms, between networks nothing is. Dashed: where the forward (f) or backward (b) working set leaves a level.")
        {
            XAxis = Axis.Logarithmic("trainable parameters", null, sizes),
            YAxis = Axis.Logarithmic($"{unit} to the loss", unit, [.. isolines.SelectMany(isoline => isoline.Points).Select(point => value(point)!.Value)]),
        };
        BoundaryLines.Draw(chart, boundaries);
        for (var i = 0; i < isolines.Length; i++)
            Line(chart, isolines[i], ColorScale.At(isolines.Length == 1 ? 0.4 : i / (isolines.Length - 1.0)), unit, value);
        var minima = isolines.Select(isoline => (isoline, Point: isoline.Points.MinBy(value)!)).ToArray();
        chart.Trace(new
        {
            type = "scatter",
            mode = "markers",
            name = "cheapest size",
            x = minima.Select(minimum => minimum.Point.Parameters),
            y = minima.Select(minimum => value(minimum.Point)),
            text = minima.Select(minimum => string.Create(
                CultureInfo.InvariantCulture, $"cheapest to a test loss of {minimum.isoline.Loss:G3}<br>{Hover(minimum.Point, unit, value)}")),
            hovertemplate = "%{text}<extra></extra>",
            marker = new { size = 9, symbol = "diamond", color = "#EE6677" },
        });
        return chart;
    }

    private static void Line(Chart chart, Isoline isoline, string color, string unit, Func<IsolinePoint, double?> value) => chart.Trace(new
    {
        type = "scatter",
        mode = "lines",
        name = string.Create(CultureInfo.InvariantCulture, $"loss {isoline.Loss:G3}"),
        x = isoline.Points.Select(point => point.Parameters),
        y = isoline.Points.Select(point => value(point)),
        text = isoline.Points.Select(point => Hover(point, unit, value)),
        hovertemplate = "%{text}",
        showlegend = false,
        line = new { width = 1.5, color },
    });

    private static string Hover(IsolinePoint point, string unit, Func<IsolinePoint, double?> value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{point.Parameters:N0} parameters<br>{Quantity.Si(value(point), unit)}<br>{point.Epochs:0.#} epochs");
}
