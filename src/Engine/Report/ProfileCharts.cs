using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>The charts of a hardware profile's own page.</summary>
internal static class ProfileCharts
{
    private static readonly (string Kind, string Name)[] Chases =
    [
        ("chase", "inside blocks of 64 pages"), ("chaseRandom", "random over all pages"),
        ("chaseSpread", "inside blocks, four lines of a page at a time"),
    ];

    private static readonly (string Kind, string Name)[] Streams =
    [
        ("read", "read"), ("write", "write"), ("copy", "copy"), ("update", "update"), ("writeNonTemporal", "write past caches"),
        ("weights", "weights of a product"), ("adam", "Adam"),
    ];

    /// <summary>Latency of the chains with the spread of the visits; null when it was not measured.</summary>
    public static Chart? Latency(HardwareProfile profile)
    {
        var curves = Curves(profile, Chases);
        if (curves.Count == 0)
            return null;
        var all = curves.SelectMany(curve => curve.Points).ToArray();
        var chart = new Chart("latency", "Latency of a dependent load",
            "What the random chain costs more is translation, and what prefetchers spare the chain inside blocks; one with four lines of a page at a time "
            + "leaves them little. Curves: low quantile of the visits; shaded around them: up to the 85 % quantile. "
            + "Dashed lines: capacities measured, shaded with their 95 % intervals; dotted: capacities that the machine claims.")
        {
            XAxis = Axis.Bytes("working set", [.. all.Select(point => point.Bytes)]),
            YAxis = Axis.Logarithmic("latency", "s", [.. all.SelectMany(point => new[] { point.Seconds, point.UpperSeconds ?? point.Seconds })]),
        };
        MemoryCharts.AddLevels(chart, profile, all);
        AddClaims(chart, profile, all);
        foreach (var (i, name, _, points) in curves)
        {
            AddSpread(chart, i, points);
            chart.Trace(Line(name, i, points, point => point.Bytes, point => point.Seconds,
                point => $"{Quantity.Bytes(point.Bytes)}<br>{Quantity.Si(point.Seconds, "s")}, median {Quantity.Si(point.MedianSeconds, "s")}"));
        }

        return chart;
    }

    /// <summary>Share of the time in which a shared level offered at least some capacity; null when no level has that.</summary>
    public static Chart? Availability(HardwareProfile profile)
    {
        var levels = profile.Levels.Where(level => level.Availability is { Count: > 0 }).ToArray();
        if (levels.Length == 0)
            return null;
        var chart = new Chart(
            "availability", "Capacity to be had from a shared level", "Share of the rounds in which at least so much of the level was to be had.")
        {
            XAxis = Axis.Bytes("capacity", [.. levels.SelectMany(level => level.Availability!.Values)]),
            YAxis = Axis.Linear("% of the rounds"),
        };
        for (var i = 0; i < levels.Length; i++)
        {
            var points = levels[i].Availability!.Select(quantile => (Bytes: quantile.Value, Share: 100 - int.Parse(quantile.Key.AsSpan(1), null)))
                .OrderBy(point => point.Bytes).ToArray();
            chart.Trace(Line(levels[i].Name, i, points, point => point.Bytes, point => point.Share,
                point => $"at least {Quantity.Bytes(point.Bytes)} in {point.Share} %"));
        }

        return chart;
    }

    /// <summary>Bytes moved per second by every stream; null when none was measured.</summary>
    public static Chart? Bandwidth(HardwareProfile profile)
    {
        var curves = Curves(profile, Streams);
        if (curves.Count == 0)
            return null;
        var all = curves.SelectMany(curve => curve.Points).ToArray();
        var chart = new Chart("bandwidth", "Bandwidth of one core",
            "Bytes loaded plus bytes stored per second of a pass. The product is bound by its arithmetic wherever memory is faster.")
        {
            XAxis = Axis.Bytes("working set", [.. all.Select(point => point.Bytes)]),
            YAxis = Axis.Linear("GB/s"),
        };
        MemoryCharts.AddLevels(chart, profile, all);
        foreach (var (i, name, cost, points) in curves)
        {
            double Rate(TraversalPoint point) => (cost.BytesMovedPerByte ?? 1) * point.Bytes / point.Seconds / 1e9;
            chart.Trace(Line(name, i, points, point => point.Bytes, Rate,
                point => $"{Quantity.Bytes(point.Bytes)}<br>{Quantity.Number(Rate(point))} GB/s"));
        }

        return chart;
    }

    /// <summary>Cost of a pass with the fitted bytes-served form; null when none was measured.</summary>
    public static Chart? Cost(HardwareProfile profile)
    {
        var curves = Curves(profile, Streams);
        if (curves.Count == 0)
            return null;
        var all = curves.SelectMany(curve => curve.Points).ToArray();
        var chart = new Chart("cost", "Cost of one pass, per byte of the working set",
            "Markers: measured. Lines: a0 + Σ m_k B_k(s), one fit per traversal over all levels.")
        {
            XAxis = Axis.Bytes("working set", [.. all.Select(point => point.Bytes)]),
            YAxis = Axis.Logarithmic("cost per byte", "s", [.. all.Select(point => point.Seconds / point.Bytes)]),
        };
        MemoryCharts.AddLevels(chart, profile, all);
        foreach (var (i, name, _, points) in curves)
        {
            chart.Trace(Line(name, i, points, point => point.Bytes, point => point.Seconds / point.Bytes,
                point => $"{Quantity.Bytes(point.Bytes)}<br>{Quantity.Si(point.Seconds, "s")} a pass", "markers"));
            var fitted = points.Where(point => point.FittedSeconds > 0).ToArray();
            chart.Trace(Line(name, i, fitted, point => point.Bytes, point => point.FittedSeconds!.Value / point.Bytes,
                point => $"fitted {Quantity.Si(point.FittedSeconds, "s")}", "lines", isInLegend: false));
        }

        return chart;
    }

    /// <summary>How far the bytes-served form is from the points; null when nothing was fitted.</summary>
    public static Chart? Residuals(HardwareProfile profile)
    {
        var curves = Curves(profile, [.. Chases, .. Streams]).Where(curve => curve.Points.Any(point => point.FittedSeconds is not null)).ToArray();
        if (curves.Length == 0)
            return null;
        var chart = new Chart("residuals", "Residuals of the cost fits",
            "Fitted over measured, less one. Across the transitions the curves of other traversals than the chase bend otherwise.")
        {
            XAxis = Axis.Bytes("working set", [.. curves.SelectMany(curve => curve.Points).Select(point => point.Bytes)]),
            YAxis = new { title = new { text = "%" }, zeroline = true },
        };
        foreach (var (i, name, _, points) in curves)
        {
            double Percent(TraversalPoint point) => 100 * (point.FittedSeconds!.Value / point.Seconds - 1);
            TraversalPoint[] fitted = [.. points.Where(point => point.FittedSeconds is not null)];
            chart.Trace(Line(name, i, fitted, point => point.Bytes, Percent,
                point => $"{Quantity.Bytes(point.Bytes)}<br>{Quantity.Number(Percent(point))} %"));
        }

        return chart;
    }

    /// <summary>Latency of memory against the traffic of the other cores; null when it was not measured.</summary>
    public static Chart? LoadedLatency(HardwareProfile profile)
    {
        if (profile.LoadedLatency is not { Count: > 0 } points)
            return null;
        var chart = new Chart("loaded", "Latency of memory under load",
            "A chase on one core while the others read from memory, faster from point to point.")
        {
            XAxis = Axis.Linear("others read, GB/s"),
            YAxis = Axis.Linear("ns per load"),
        };
        chart.Trace(Line("latency", 0, points, point => point.ReadBytesPerSecond / 1e9, point => point.LatencyNs,
            point => $"{Quantity.Number(point.LatencyNs)} ns at {Quantity.Si(point.ReadBytesPerSecond, "B/s")}", isInLegend: false));
        return chart;
    }

    private static List<(int Index, string Name, TraversalCost Cost, IReadOnlyList<TraversalPoint> Points)> Curves(
        HardwareProfile profile, (string Kind, string Name)[] kinds)
    {
        var curves = new List<(int, string, TraversalCost, IReadOnlyList<TraversalPoint>)>();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (profile.Traversals.FirstOrDefault(traversal => traversal.Kind == kinds[i].Kind) is { } cost
                && MemoryCharts.PointsOf(profile, cost.Kind) is { Count: > 0 } points)
            {
                curves.Add((i, kinds[i].Name, cost, points));
            }
        }

        return curves;
    }

    private static void AddClaims(Chart chart, HardwareProfile profile, IReadOnlyCollection<TraversalPoint> points)
    {
        var (low, high) = (points.Min(point => point.Bytes), points.Max(point => point.Bytes));
        foreach (var level in profile.Levels)
        {
            foreach (var claim in (level.Reported ?? new Dictionary<string, ReportedCapacity>()).GroupBy(claim => claim.Value.CapacityBytes))
            {
                if (claim.Key < low || claim.Key > high)
                    continue;
                chart.VerticalLine(claim.Key, "#999999", "dot");
                chart.LineLabel(claim.Key, $"{level.Name} claimed", atBottom: true);
            }
        }
    }

    private static void AddSpread(Chart chart, int index, IReadOnlyList<TraversalPoint> points)
    {
        var there = points.Where(point => point.UpperSeconds is not null).ToArray();
        chart.Trace(new
        {
            type = "scatter",
            mode = "lines",
            x = there.Select(point => point.Bytes).Concat(there.Reverse().Select(point => point.Bytes)),
            y = there.Select(point => point.Seconds).Concat(there.Reverse().Select(point => point.UpperSeconds!.Value)),
            fill = "toself",
            opacity = 0.3,
            line = new { width = 0, color = Chart.Palette[index] },
            hoverinfo = "skip",
            showlegend = false,
        });
    }

    private static object Line<T>(string name, int index, IReadOnlyList<T> points, Func<T, double> x, Func<T, double> y, Func<T, string> text,
        string mode = "lines+markers", bool isInLegend = true)
    {
        var color = Chart.Palette[index % Chart.Palette.Count];
        return new
        {
            type = "scatter",
            mode,
            name = Chart.Label(name),
            legendgroup = name,
            x = points.Select(x),
            y = points.Select(y),
            text = points.Select(text),
            hovertemplate = "%{text}",
            showlegend = isInLegend,
            marker = new { size = 5, color, symbol = Chart.Symbols[index % Chart.Symbols.Count] },
            line = new { width = 2, color, dash = index < Chart.Palette.Count ? "solid" : "dash" },
        };
    }
}
