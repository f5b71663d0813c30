using ButterE.Engine.Isolines;
using ButterE.Engine.Model;

namespace ButterE.Engine.Report;

/// <summary>Where the cheapest networks lie among the caches (the paper's figures 7 and 8).</summary>
internal static class SpillCharts
{
    private static readonly Dictionary<string, string> SetNames =
        new() { ["l"] = "largest inter-layer set (l)", ["f"] = "forward pass (f)", ["b"] = "backward pass (b)" };

    /// <summary>Histograms by device and working set; null when no isoline has a cheapest size.</summary>
    public static ChartChoice? Histograms(IReadOnlyList<SpillHistogram> histograms)
    {
        (string, Chart)[] charts =
        [
            .. histograms.Where(histogram => histogram.Minima > 0).SelectMany(histogram => histogram.Histograms
                .Where(counts => counts.Level is not null)
                // What the paper's rule speaks of comes first, at the level that it fits best.
                .OrderBy(counts => counts.WorkingSet switch { "b" => 0, "f" => 1, _ => 2 }).ThenByDescending(counts => counts.Near)
                .Select(counts => ($"{histogram.Device}: {SetNames[counts.WorkingSet]} against {counts.Level}", Draw(histogram, counts)))),
        ];
        return charts.Length == 0 ? null : new ChartChoice("spill-histogram", "Working sets at the cheapest sizes", "Working set and level", charts);
    }

    /// <summary>Cost over least cost against the bytes that a working set occupies; null without a chosen isoline.</summary>
    public static ChartChoice? Ratios(IReadOnlyList<ChosenIsoline> chosen, CostTarget target)
    {
        (string, Chart)[] charts =
        [
            .. chosen.GroupBy(isoline => isoline.Device).SelectMany(device => SetNames.Select(set =>
                ($"{device.Key}: {set.Value}", Draw([.. device], set.Key, target == CostTarget.Energy ? "energy" : "time")))
                .OrderBy(entry => entry.Item1.Contains("(b)", StringComparison.Ordinal) ? 0 : 1)),
        ];
        return charts.Length == 0 ? null : new ChartChoice("spill-ratio", "Cost over least cost", "Working set", charts);
    }

    private static Chart Draw(SpillHistogram histogram, OctaveCounts counts)
    {
        var all = counts.Counts.Select((count, index) => (Octave: counts.FirstOctave + index, count)).ToArray();
        var (first, last) = (all.FirstOrDefault(octave => octave.count > 0).Octave, all.LastOrDefault(octave => octave.count > 0).Octave);
        var octaves = all.Where(octave => octave.Octave >= Math.Min(first, -3) && octave.Octave <= Math.Max(last, 3)).ToArray();
        var chart = new Chart("spill-histogram", "", $"{histogram.Minima} isolines of {histogram.Device}; {histogram.AtAnEnd} of them are cheapest at the "
            + $"smallest or largest size, so that their minimum may lie beyond. {counts.Near} lie within a factor of two of the capacity of {counts.Level} "
            + $"(shaded). b or f within a factor of two of any cache: {histogram.NearAnyCache} of {histogram.Minima} minima, and {histogram.SizesNearAnyCache} "
            + $"of {histogram.SizesSeen} of all sizes on these lines.")
        {
            XAxis = new
            {
                title = new { text = $"bytes occupied over the capacity of {counts.Level}" },
                tickvals = octaves.Where(octave => octave.Octave % 2 == 0).Select(octave => octave.Octave),
                ticktext = octaves.Where(octave => octave.Octave % 2 == 0).Select(octave => Ratio(octave.Octave)),
            },
            YAxis = Axis.Linear("isolines"),
        };
        chart.Band(-1, 1, "#228833");
        chart.Trace(new
        {
            type = "bar",
            name = "isolines",
            x = octaves.Select(octave => octave.Octave + 0.5),
            y = octaves.Select(octave => octave.count),
            width = 1,
            text = octaves.Select(octave => $"{octave.count} isolines between {Ratio(octave.Octave)} and {Ratio(octave.Octave + 1)} times the capacity"),
            textposition = "none",
            hovertemplate = "%{text}<extra></extra>",
            marker = new { color = Chart.Palette[0] },
        });
        return chart;
    }

    private static string Ratio(int octave) => octave >= 0 ? $"{1L << octave}" : $"1/{1L << -octave}";

    private static Chart Draw(ChosenIsoline[] isolines, string set, string quantity)
    {
        double BytesOf(ChosenPoint point) => set switch { "l" => point.LargestInterLayerBytes, "f" => point.ForwardBytes, _ => point.BackwardBytes };
        ChosenPoint[] points = [.. isolines.SelectMany(isoline => isoline.Points)];
        var chart = new Chart("spill-ratio", "", $"One isoline of each shape and depth that has one from small sizes to large ones ({isolines.Length}): "
            + "the highest loss at which the smallest network needs the most epochs and the largest the fewest.")
        {
            XAxis = Axis.Bytes("bytes occupied in one instance of the level", [.. points.Select(BytesOf)]),
            YAxis = Axis.Logarithmic($"{quantity} over the least of the line", null, [.. points.Select(point => point.Ratio)]),
        };
        for (var i = 0; i < isolines.Length; i++)
        {
            chart.Trace(new
            {
                type = "scatter",
                mode = "lines",
                name = $"{isolines[i].Dataset}, {isolines[i].Shape}, depth {isolines[i].Depth}",
                x = isolines[i].Points.Select(BytesOf),
                y = isolines[i].Points.Select(point => point.Ratio),
                showlegend = isolines.Length <= 12,
                line = new { width = 1.5, color = Chart.Palette[i % Chart.Palette.Count] },
                opacity = isolines.Length > 12 ? 0.5 : 1,
            });
        }

        return chart;
    }
}
