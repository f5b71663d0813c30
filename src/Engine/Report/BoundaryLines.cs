using ButterE.Engine.Recommendation;

namespace ButterE.Engine.Report;

/// <summary>Lines at the sizes at which working sets leave levels.</summary>
internal static class BoundaryLines
{
    private const string ForwardColor = "#4477AA";
    private const string BackwardColor = "#EE6677";
    private const string OtherColor = "#999999";

    /// <summary>Draws them on a chart over parameters.</summary>
    public static void Draw(Chart chart, IReadOnlyList<SpillBoundary> boundaries)
    {
        foreach (var boundary in boundaries)
            chart.VerticalLine(boundary.Parameters, ColorOf(boundary), "dash");

        // Labels of boundaries that nearly coincide would cover each other: one label names them all.
        var sorted = boundaries.OrderBy(boundary => boundary.Parameters).ToList();
        for (var first = 0; first < sorted.Count;)
        {
            var next = first + 1;
            while (next < sorted.Count && sorted[next].Parameters < sorted[first].Parameters * 1.12)
                next++;
            var text = string.Join("; ", sorted[first..next].Select(boundary => $"{boundary.WorkingSet} leaves {boundary.Level}"));
            chart.LineLabel(sorted[first].Parameters, text);
            first = next;
        }
    }

    private static string ColorOf(SpillBoundary boundary) => boundary.WorkingSet switch
    {
        "f" => ForwardColor,
        "b" => BackwardColor,
        _ => OtherColor,
    };
}
