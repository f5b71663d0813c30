using ButterE.Engine.Ingest;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Report;

/// <summary>The page of an ingestion: what became of the runs, and Figure 2 of the paper.</summary>
public static class QualityReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="result">What became of the campaign's runs.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, IngestResult result) => WholeFile.WriteText(path, Render(result).Markup);

    internal static Html Render(IngestResult result)
    {
        var title = (result.Simulated ? "Simulated: what" : "What") + " became of a campaign's runs";
        return HtmlPage.Of(title,
        [
            Html.Of($"""
                <header>
                <h1>{title}</h1>
                {(result.Simulated ? HtmlPage.Warning("simulated: nothing on this page was measured") : Html.Empty)}
                </header>
                {Counts(result.Counts)}
                """),
            HtmlPage.Section("What the filters removed", "The paper's figure 2: runs with an energy, kept and removed.",
                [.. result.Quality.Select(panel => Draw(panel, result.Simulated))]),
        ]);
    }

    private static Html Counts(IngestCounts counts) => Html.Table(["runs", "#count"], new (string Name, long Count)[]
    {
        ("in the metadata", counts.Rows), ("with an energy", counts.Joined), ("rejected by a filter", counts.Joined - counts.Kept),
        ("kept", counts.Kept), ("written", counts.Written),
    }.Select(row => (IReadOnlyList<string>)[row.Name, Quantity.Count(row.Count)]));

    private static Chart Draw(QualityHistogram panel, bool isSimulated)
    {
        var isTime = panel.Id == "fig2a";
        var chart = new Chart(panel.Id, (isSimulated ? "Simulated: " : "") + (isTime ? "Runs by run time" : "Runs by deviation of the run time"),
            $"{QualityHistogram.Bins} bins from the smallest to the largest, of equal {(isTime ? "ratio" : "width")}.")
        {
            XAxis = isTime ? Axis.Logarithmic(panel.Property, null, panel.Edges.ToArray()) : Axis.Linear(panel.Property),
            // Removed runs are few: on a linear axis they would not be seen.
            YAxis = new { title = new { text = "runs" }, type = "log" },
        };
        foreach (var (name, counts, color) in new[] { ("kept", panel.Retained, 0), ("removed", panel.Removed, 1) })
        {
            chart.Trace(new
            {
                type = "bar",
                x = counts.Select((_, bin) => (panel.Edges[bin] + panel.Edges[bin + 1]) / 2),
                y = counts,
                width = counts.Select((_, bin) => panel.Edges[bin + 1] - panel.Edges[bin]),
                name,
                opacity = 0.7,
                marker = new { color = Chart.Palette[color] },
            });
        }

        return chart;
    }
}
