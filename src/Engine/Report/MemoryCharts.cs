using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>What the probe measured over the size of the working set, with the levels that it found.</summary>
internal static class MemoryCharts
{
    private static readonly (string Kind, string Name)[] Streams = [("read", "read"), ("write", "write"), ("copy", "copy (read + written)")];

    /// <summary>Latency of dependent loads; null when it was not measured.</summary>
    public static Chart? Latency(HardwareProfile profile)
    {
        if (PointsOf(profile, "chase") is not { Count: > 0 } points)
            return null;
        const string caption = "Pointer chase in random order. Lines: capacities of the levels; shaded: their 95 % intervals.";
        var chart = new Chart("latency", "Latency of a dependent load", caption)
        {
            XAxis = Axis.Bytes("working set", [.. points.Select(point => point.Bytes)]),
            YAxis = Axis.Logarithmic("latency", "s", [.. points.Select(point => point.Seconds)]),
        };
        AddLevels(chart, profile, points);
        chart.Trace(Curve("latency", 0, points, point => point.Seconds, "s"));
        return chart;
    }

    /// <summary>Bandwidths of one core; null when none was measured.</summary>
    public static Chart? Bandwidth(HardwareProfile profile)
    {
        var curves = Streams.Select(stream => (stream.Name, Points: PointsOf(profile, stream.Kind))).Where(curve => curve.Points.Count > 0).ToArray();
        if (curves.Length == 0)
            return null;
        TraversalPoint[] all = [.. curves.SelectMany(curve => curve.Points)];
        var chart = new Chart("bandwidth", "Bandwidth of one core", "Sequential passes over the working set. Lines and shades as above.")
        {
            XAxis = Axis.Bytes("working set", [.. all.Select(point => point.Bytes)]),
            YAxis = Axis.Linear("GB/s"),
        };
        AddLevels(chart, profile, all);
        for (var i = 0; i < curves.Length; i++)
            chart.Trace(Curve(curves[i].Name, i, curves[i].Points, point => point.Bytes / point.Seconds / 1e9, "GB/s"));
        return chart;
    }

    /// <summary>What was measured of one kind of traversal, ascending.</summary>
    public static IReadOnlyList<TraversalPoint> PointsOf(HardwareProfile profile, string kind) =>
        [.. profile.Traversals.Where(traversal => traversal.Kind == kind).SelectMany(traversal => traversal.Points)
            .Where(point => point is { Bytes: > 0, Seconds: > 0 }).OrderBy(point => point.Bytes)];

    private static object Curve(string name, int index, IReadOnlyList<TraversalPoint> points, Func<TraversalPoint, double> value, string unit) => new
    {
        type = "scatter",
        mode = "lines+markers",
        name = Chart.Label(name),
        x = points.Select(point => point.Bytes),
        y = points.Select(value),
        text = points.Select(point => $"{Quantity.Bytes(point.Bytes)}<br>"
            + (unit == "s" ? Quantity.Si(value(point), unit) : $"{Quantity.Number(value(point))} {unit}")),
        hovertemplate = "%{text}",
        showlegend = unit != "s",
        marker = new { size = 5, color = Chart.Palette[index], symbol = Chart.Symbols[index] },
        line = new { width = 2, color = Chart.Palette[index] },
    };

    /// <summary>Marks the capacities of the levels that lie within the points, with their intervals.</summary>
    public static void AddLevels(Chart chart, HardwareProfile profile, IReadOnlyCollection<TraversalPoint> points)
    {
        var (low, high) = (points.Min(point => point.Bytes), points.Max(point => point.Bytes));
        for (var i = 0; i < profile.Levels.Count; i++)
        {
            var level = profile.Levels[i];
            if (level.CapacityBytes is not { } capacity || capacity < low || capacity > high)
                continue;
            var color = Chart.Palette[(i + 1) % Chart.Palette.Count];
            if (level is { CapacityLow: { } from, CapacityHigh: { } to })
                chart.Band(Math.Max(from, low), Math.Min(to, high), color);
            chart.VerticalLine(capacity, color, "dash");
            chart.LineLabel(capacity, $"{level.Name} {Quantity.Bytes(capacity)}");
        }
    }
}
