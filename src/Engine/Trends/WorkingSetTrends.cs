using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Trends;

/// <summary>
/// Figure 4 of the paper: cost per datum over the bytes that a working set occupies, as notebook 5 of the supplement smooths it: quartiles of the
/// logarithm of the cost in windows of half an octave to either side, every hundredth of an octave, then a moving mean over half an octave to
/// either side.
/// </summary>
public static class WorkingSetTrends
{
    /// <summary>Fewest experiments in a window.</summary>
    public const int FewestInWindow = 100;

    private const double HalfWindow = 0.5, Step = 0.01;

    /// <summary>Ratio of neighbouring positions beyond which there is a gap between them: windows there hold too few experiments.</summary>
    internal static readonly double GapRatio = Math.Pow(2, 1.5 * Step);

    private const int HalfMean = 50;

    private static readonly (string Name, string Title, Func<PlacedSets, double> Occupied)[] Sets =
    [
        ("l", "largest inter-layer set", sets => sets.InterLayer.Max(set => Math.Truncate(set.OccupiedBytes))),
        ("f", "forward pass", sets => sets.Forward.OccupiedBytes),
        ("b", "backward pass", sets => sets.Backward.OccupiedBytes),
        ("d", "data set", sets => sets.Data!.OccupiedBytes),
    ];

    /// <summary>The four panels; a device with too few runs for one window has no curve.</summary>
    /// <param name="runs">The experiments.</param>
    /// <param name="hardware">Profile in which the sets of each device are placed.</param>
    /// <param name="fewest">Fewest experiments in a window.</param>
    public static IReadOnlyList<TrendFigure> Of(
        CampaignRuns runs, IReadOnlyDictionary<string, HardwareProfile> hardware, int fewest = FewestInWindow)
    {
        var unit = runs.Target.Unit();
        var placement = new NotebookPlacement();
        var placed = hardware.ToDictionary(device => device.Key, device =>
        {
            var memory = MemoryHierarchy.Of(device.Value);
            return runs.Of(device.Key).Select(run => (Sets: placement.Place(run.Run.Setup, memory, DataCharge.Whole), run.PerDatum)).ToArray();
        });
        return
        [
            .. Sets.Select(set => new TrendFigure(
                $"fig4{set.Name}", $"Cost over the working set {set.Name}: {set.Title}", "bytes occupied in one instance of the level",
                $"{unit} per training datum",
                [.. placed.Select(device => new Trend(device.Key, Smooth(device.Value.Select(run => (set.Occupied(run.Sets), run.PerDatum)), fewest), null))
                    .Where(trend => trend.Points.Count > 0)],
                $"Windows of half an octave to either side with at least {fewest} experiments.")),
        ];
    }

    internal static IReadOnlyList<TrendPoint> Smooth(IEnumerable<(double Bytes, double Cost)> experiments, int fewest = FewestInWindow)
    {
        var points = experiments.Where(point => point.Bytes > 0)
            .Select(point => (X: Math.Log2(point.Bytes), Y: Math.Log10(point.Cost))).OrderBy(point => point.X).ToArray();
        if (points.Length < fewest)
            return [];
        var windows = new List<(double X, Quartiles Log)>();
        var (first, last) = (0, 0);
        for (var step = (int)Math.Floor(points[0].X / Step); step * Step <= points[^1].X; step++)
        {
            var x = step * Step;
            while (first < points.Length && points[first].X < x - HalfWindow)
                first++;
            while (last < points.Length && points[last].X <= x + HalfWindow)
                last++;
            if (last - first >= fewest)
                windows.Add((x, Quartiles.Of(points[first..last].Select(point => point.Y))));
        }

        return [.. windows.Select((window, i) =>
        {
            // The mean does not reach across a gap between windows: it would draw the gap's two shores level.
            var near = windows[Math.Max(0, i - HalfMean)..Math.Min(windows.Count, i + HalfMean + 1)]
                .FindAll(other => Math.Abs(other.X - window.X) < HalfMean * Step + Step / 2);
            return new TrendPoint(Math.Pow(2, window.X), new Quartiles(
                Mean(near, log => log.Lower), Mean(near, log => log.Median), Mean(near, log => log.Upper), window.Log.Count));
        })];

        static double Mean(List<(double X, Quartiles Log)> near, Func<Quartiles, double> which) =>
            Math.Pow(10, near.Average(window => which(window.Log)));
    }
}
