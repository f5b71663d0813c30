using ButterE.Engine.Model;
using ButterE.Engine.Trends;

namespace ButterE.Engine.Report;

/// <summary>
/// Every network of a campaign as a dot. With tens of thousands the page draws one dot for each small square of what is in view, as large as the square is
/// full, and draws anew when the view changes (see report.js): each frame stays short, and zooming in ends at single networks.
/// </summary>
internal static class CloudChart
{
    /// <summary>The chart.</summary>
    public static Chart Of(CampaignRuns runs)
    {
        var unit = runs.Target.Unit();
        var devices = runs.Experiments.GroupBy(run => run.IsGpu).OrderBy(group => group.Key).ToArray();
        var chart = new Chart("networks", (runs.Simulated ? "Simulated: " : "") + "Every network",
            $"{runs.Experiments.Count:N0} networks. A dot is one network, or all in its place: the larger, the more. Zoom in to part them.")
        {
            XAxis = Axis.Logarithmic("trainable parameters", null, [.. runs.Experiments.Select(run => (double)run.Run.Setup.Network.Parameters)]),
            YAxis = Axis.Logarithmic($"{unit} per training datum", unit, [.. runs.Experiments.Select(run => run.PerDatum)]),
        };
        foreach (var device in devices)
        {
            var index = device.Key ? 1 : 0;
            chart.Trace(new
            {
                type = "scatter",
                mode = "markers",
                name = device.Key ? "GPU" : "CPU",
                meta = "cloud",
                x = device.Select(run => run.Run.Setup.Network.Parameters),
                // Four digits: more than a screen shows, and half the file.
                y = device.Select(run => double.Parse(run.PerDatum.ToString("G4", System.Globalization.CultureInfo.InvariantCulture),
                    System.Globalization.CultureInfo.InvariantCulture)),
                text = device.Select(run => $"{run.Run.Dataset}, {run.Run.Shape}, depth {run.Run.Setup.Network.Depth}"),
                hovertemplate = "%{text}",
                marker = new { size = 5, color = Chart.Palette[index], symbol = Chart.Symbols[index], opacity = 0.7 },
            });
        }

        return chart;
    }
}
