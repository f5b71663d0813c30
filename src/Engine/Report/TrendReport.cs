using System.Globalization;
using ButterE.Engine.Emissions;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Trends;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>The report of a campaign: its trends as the paper's figures 3 and 4 show them, errors of models as 5 does and isolines as 6 to 8, on one page that needs no network.</summary>
public static class TrendReport
{
    private static readonly Dictionary<string, (string Name, int Color)> Devices = new() { ["cpu"] = ("CPU", 0), ["gpu"] = ("GPU", 1) };

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="runs">The experiments.</param>
    /// <param name="hardware">Profile in whose levels the working sets of each device are placed.</param>
    /// <param name="figures">Their figures.</param>
    /// <param name="residuals">Figure 5 of each device with a model.</param>
    /// <param name="isolines">Figures 6 to 8; null without losses.</param>
    /// <param name="drawn">The families whose isolines are drawn.</param>
    /// <param name="supply">What turns joules into kWh and CO2.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(
        string path, CampaignRuns runs, IReadOnlyDictionary<string, HardwareProfile> hardware, IReadOnlyList<TrendFigure> figures, IReadOnlyList<ResidualFigure> residuals, IsolineFigures? isolines,
        IReadOnlyList<DrawnFamily> drawn, ElectricitySupply supply) =>
        WholeFile.WriteText(path, Render(runs, hardware, figures, residuals, isolines, drawn, supply).Markup);

    internal static Html Render(
        CampaignRuns runs, IReadOnlyDictionary<string, HardwareProfile> hardware, IReadOnlyList<TrendFigure> figures, IReadOnlyList<ResidualFigure>? residuals = null, IsolineFigures? isolines = null, IReadOnlyList<DrawnFamily>? drawn = null,
        ElectricitySupply? supply = null)
    {
        var title = (runs.Simulated ? "Simulated: what" : "What") + " training costs in "
            + (runs.Target == CostTarget.Energy ? "joules" : "seconds");
        return HtmlPage.Of(title,
        [
            Header(title, runs, hardware),
            Totals(runs, supply ?? new ElectricitySupply()),
            HtmlPage.Section("Every network", null, CloudChart.Of(runs)),
            HtmlPage.Section("Cost over the properties of network and data set", "The paper's figure 3: medians, with quartiles shaded.",
                [.. figures.Where(figure => figure.Id.StartsWith("fig3", StringComparison.Ordinal)).Select(figure => Draw(figure, runs))]),
            Slopes(figures, runs),
            WorkingSets(figures, runs),
            residuals is { Count: > 0 } ? Residuals(residuals) : Html.Empty,
            isolines is null ? Html.Empty : IsolineSection.Of(isolines, drawn ?? [], runs.Target),
        ]);
    }

    private static Html Header(string title, CampaignRuns runs, IReadOnlyDictionary<string, HardwareProfile> hardware)
    {
        var unit = runs.Target.Unit();
        var counts = string.Join(", ", runs.Experiments.GroupBy(run => run.IsGpu)
            .Select(group => $"{group.Sum(run => run.Runs):N0} runs of {group.Count():N0} networks on {(group.Key ? "GPU" : "CPU")} nodes"));
        var overheads = runs.Overheads.Count == 0
            ? "The overhead of a run is not known and not taken off."
            : "Overhead taken off each run: " + string.Join(
                ", ", runs.Overheads.Select(device => $"{device.Value:N0} {unit} ({Devices[device.Key].Name})")) + ".";
        return Html.Of($"""
            <header>
            <h1>{title}</h1>
            {(runs.Simulated ? HtmlPage.Warning("simulated: nothing on this page was measured") : Html.Empty)}
            <p class="quiet">{counts}. {overheads} Working sets are placed in the levels of {string.Join(", ", hardware.Select(device => $"{device.Value.Name} ({Devices[device.Key].Name})"))}.</p>
            </header>
            """);
    }

    private static Html Totals(CampaignRuns runs, ElectricitySupply supply)
    {
        if (runs.Target != CostTarget.Energy)
            return Html.Empty;
        var rows = runs.Experiments.GroupBy(run => run.IsGpu).OrderBy(group => group.Key).Select(device =>
        {
            // The median run of a network stands for each of its runs.
            var total = supply.Of(device.Sum(run => run.Run.Measured!.Value * run.Runs))!;
            return (IReadOnlyList<string>)[device.Key ? "GPU" : "CPU", Quantity.Count(device.Sum(run => run.Runs)), Quantity.Si(total.Joules, "J"),
                Quantity.Number(total.KilowattHours), Quantity.Number(total.FacilityKilowattHours), Quantity.Number(total.Co2eKilograms)];
        });
        return Html.Of($"""
            <h2>Totals</h2>
            <p class="quiet">Each run at its network's median, overhead not counted where it was taken off. PUE {Quantity.Number(supply.Pue)},
            {Quantity.Number(supply.GramsPerKilowattHour)} g CO2e per kWh (--pue, --carbon-intensity).</p>
            {Html.Table(["device", "#runs", "#energy", "#kWh", "#kWh with the building", "#kg CO2e"], rows)}
            """);
    }

    private static Html Residuals(IReadOnlyList<ResidualFigure> residuals) => HtmlPage.Section(
        "Predicted over measured", "The paper's figure 5.",
        [.. residuals.Select((figure, i) => ResidualChart.Of(figure.Spread, $"fig5-{i}", $"{figure.Device}, by {figure.Model}"))]);

    private static Html WorkingSets(IReadOnlyList<TrendFigure> figures, CampaignRuns runs)
    {
        var drawn = figures.Where(figure => figure.Id.StartsWith("fig4", StringComparison.Ordinal) && figure.Trends.Count > 0).ToArray();
        return HtmlPage.Section(
            "Cost over the size of the working sets",
            drawn.Length > 0 ? "The paper's figure 4: medians in windows of an octave, with quartiles shaded."
                : $"No window holds {WorkingSetTrends.FewestInWindow} networks, so there are no curves.",
            [.. drawn.Select(figure => Draw(figure, runs))]);
    }

    private static Html Slopes(IReadOnlyList<TrendFigure> figures, CampaignRuns runs)
    {
        var unit = runs.Target.Unit();
        var rows = figures
            .SelectMany(figure => figure.Trends.Where(trend => trend.Slopes is not null).Select(trend => (Figure: figure, Trend: trend)))
            .Select(entry => (IReadOnlyList<string>)[
                entry.Figure.Title, Devices[entry.Trend.Device].Name, Quantity.Si(entry.Trend.Slopes!.Lower, unit),
                Quantity.Si(entry.Trend.Slopes.Median, unit),
                Quantity.Si(entry.Trend.Slopes.Upper, unit), Quantity.Count(entry.Trend.Slopes.Count), entry.Figure.Note ?? ""]).ToArray();
        return rows.Length == 0 ? Html.Empty : Html.Of($"""
            <h2>What one more costs</h2>
            <p class="quiet">Slopes between networks that are neighbours in the one property and equal in all else.</p>
            {Html.Table(["trend", "device", "#lower quartile", "#median", "#upper quartile", "#slopes", ""], rows)}
            """);
    }

    private static Chart Draw(TrendFigure figure, CampaignRuns runs)
    {
        var unit = runs.Target.Unit();
        double[] costs = [.. figure.Trends.SelectMany(trend => trend.Points).SelectMany(point => new[] { point.Cost.Lower, point.Cost.Upper })];
        double[] values = [.. figure.Trends.SelectMany(trend => trend.Points).Select(point => point.X)];
        var isCurve = figure.Id.StartsWith("fig4", StringComparison.Ordinal);
        var chart = new Chart(figure.Id, (runs.Simulated ? "Simulated: " : "") + figure.Title, figure.Note ?? "")
        {
            XAxis = figure.Id == "fig3d" ? Axis.Linear(figure.X) : isCurve ? Axis.Bytes(figure.X, values) : Axis.Logarithmic(figure.X, null, values),
            YAxis = Axis.Logarithmic(figure.Y, unit, costs),
        };
        foreach (var trend in figure.Trends)
        {
            // Stretches between gaps are drawn apart; the legend names the first.
            List<List<TrendPoint>> stretches = isCurve ? Stretches(trend.Points) : [[.. trend.Points]];
            for (var i = 0; i < stretches.Count; i++)
                Draw(chart, trend.Device, stretches[i], unit, isCurve, isNamed: i == 0);
        }

        return chart;
    }

    private static void Draw(Chart chart, string device, List<TrendPoint> points, string unit, bool isCurve, bool isNamed)
    {
        var (name, color) = Devices[device];
        // The band first, so that the median lies on it.
        chart.Trace(new
        {
            type = "scatter",
            mode = "lines",
            x = points.Select(point => point.X).Concat(Enumerable.Reverse(points).Select(point => point.X)),
            y = points.Select(point => point.Cost.Upper).Concat(Enumerable.Reverse(points).Select(point => point.Cost.Lower)),
            fill = "toself",
            fillcolor = Chart.Palette[color] + "26",
            line = new { width = 0 },
            name = $"{name} quartiles",
            legendgroup = name,
            showlegend = isNamed,
            hoverinfo = "skip",
        });
        chart.Trace(new
        {
            type = "scatter",
            mode = isCurve ? "lines" : "lines+markers",
            x = points.Select(point => point.X),
            y = points.Select(point => point.Cost.Median),
            name = $"{name} median",
            legendgroup = name,
            showlegend = isNamed,
            text = points.Select(point => string.Create(
                CultureInfo.InvariantCulture,
                $"{(isCurve ? Quantity.Bytes(point.X) : $"{point.X:#,0.###}")}<br>{Quantity.Si(point.Cost.Median, unit)}"
                + $"<br>networks: {point.Cost.Count}")),
            hovertemplate = "%{text}",
            marker = new { size = 7, color = Chart.Palette[color], symbol = Chart.Symbols[color] },
            line = new { width = 2, color = Chart.Palette[color] },
        });
    }

    private static List<List<TrendPoint>> Stretches(IReadOnlyList<TrendPoint> points)
    {
        var stretches = new List<List<TrendPoint>>();
        for (var i = 0; i < points.Count; i++)
        {
            if (i == 0 || points[i].X > points[i - 1].X * WorkingSetTrends.GapRatio)
                stretches.Add([]);
            stretches[^1].Add(points[i]);
        }

        return stretches;
    }
}
