using System.Text.Json.Nodes;
using ButterE.Engine.WhatIf;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>
/// A machine with other caches: sliders for the capacity and the cost of each level, and the cost of every size computed anew in the page by the rule of
/// <see cref="MemoryDemand"/>.
/// </summary>
internal static class WhatIfSection
{
    /// <summary>The section; empty without demands.</summary>
    /// <param name="view">The networks and the machine; null for none.</param>
    public static Html Of(WhatIfView? view)
    {
        if (view is null)
            return Html.Empty;
        var memory = MemoryHierarchy.Of(view.Profile);
        var sizes = view.Demands.Select(demand => (double)demand.Parameters).ToArray();
        var now = view.Demands.Select(demand => demand.Seconds(memory, view.Costs) / view.RowsPerEpoch).ToArray();
        // The axis leaves room for costs that the sliders can reach.
        var chart = new Chart("whatif", "Predicted time per training datum", "")
        {
            XAxis = Axis.Logarithmic("trainable parameters", null, sizes),
            YAxis = Axis.Logarithmic("s per training datum", "s", [.. now, now.Max() * 3, now.Min() / 1.5]),
        };
        chart.Trace(Line("this machine", sizes, now, Chart.Palette[0], "solid"));
        chart.Trace(Line("changed machine", sizes, now, Chart.Palette[1], "dash"));
        var model = new JsonObject
        {
            ["levels"] = Chart.Node(memory.Levels.Select((level, index) => new
            {
                name = level.Name,
                capacity = double.IsFinite(level.CapacityBytes) ? level.CapacityBytes : (double?)null,
                instances = level.Instances,
                costs = view.Costs.Select(costs => costs[index]),
            })),
            ["networks"] = Chart.Node(view.Demands.Select(demand => new
            {
                @fixed = demand.FixedSeconds,
                sets = demand.Sets.Select(set => new { replicated = set.ReplicatedBytes, distributed = set.DistributedBytes, weights = set.Weights }),
            })),
            ["rows"] = view.RowsPerEpoch,
        };
        var controls = Html.Join(memory.Levels.Select((level, index) => Controls(level, index, isLast: index == memory.Levels.Count - 1)));
        return Html.Of($"""
            <h2>What if the caches were others?</h2>
            <figure id="whatif-figure">
            <h3>Predicted time per training datum: {view.Family}</h3>
            <fieldset class="sliders"><legend>Changes to {view.Profile.Name}</legend>
            {controls}
            <button type="button" id="whatif-reset">Reset</button>
            </fieldset>
            <p id="whatif-result" role="status"></p>
            <div class="chart" id="whatif"></div>
            <script type="application/json" data-chart="whatif">{chart.Figure()}</script>
            <script type="application/json" id="whatif-model">{Chart.Embed(model)}</script>
            <figcaption>Computed in this page from the hardware profile alone: arithmetic and overheads as they are, and each byte at the cost of the level that
            serves it. No training run is used, so that ratios are worth more than times. More cores, further levels and other values: buttere whatif.</figcaption>
            </figure>

            """);
    }

    private static Html Controls(PlacementLevel level, int index, bool isLast)
    {
        var capacity = isLast ? Html.Empty : Html.Of($"""
            <label>{level.Name} capacity <input type="range" min="-3" max="5" step="0.25" value="0" data-level="{index}" data-what="capacity">
            <output></output></label>
            """);
        return Html.Of($"""
            {capacity}
            <label>{level.Name} cost of a byte <input type="range" min="-3" max="3" step="0.25" value="0" data-level="{index}" data-what="cost">
            <output></output></label>

            """);
    }

    private static object Line(string name, double[] x, double[] y, string color, string dash) => new
    {
        type = "scatter",
        mode = "lines+markers",
        name,
        x,
        y,
        hovertemplate = "%{x:,.0f} parameters<br>%{y:.3s}s per datum",
        line = new { width = 2, color, dash },
        marker = new { size = 7, color },
    };
}

/// <summary>What the sliders change.</summary>
/// <param name="Family">The networks, in words.</param>
/// <param name="Profile">The machine.</param>
/// <param name="Demands">What an epoch of each network moves.</param>
/// <param name="RowsPerEpoch">Training rows of an epoch, rounded up to whole batches.</param>
public sealed record WhatIfView(string Family, HardwareProfile Profile, IReadOnlyList<MemoryDemand> Demands, double RowsPerEpoch)
{
    /// <summary>Seconds per byte, by traversal in the order of <see cref="MemoryDemand.KindsOf"/>, then by level.</summary>
    internal double[][] Costs =>
    [
        .. MemoryDemand.KindsOf(Profile).Select(kind => Profile.Levels.Select(level => Profile.Traversals.First(traversal => traversal.Kind == kind)
            .Levels.First(cost => cost.Level == level.Name).ServedSecondsPerByte!.Value).ToArray()),
    ];
}
