using ButterE.Engine.Campaigns;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;

namespace ButterE.Engine.Simulation;

/// <summary>One network of the paper's grid.</summary>
/// <param name="Dataset">Data set.</param>
/// <param name="Shape">Shape.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Size">Target number of parameters.</param>
/// <param name="Network">The solved network.</param>
internal sealed record GridPoint(DatasetDescription Dataset, Shape Shape, int Depth, long Size, Network Network)
{
    /// <summary>Identity of the experiment: the network, whichever device trains it.</summary>
    public string Experiment { get; init; } = "";
}

/// <summary>
/// The networks of a simulated campaign. Runs gather in cells of one data set and one size, in which filter 3 compares them: as many cells as
/// leave about <see cref="RunsPerCell"/> runs to each, up to the paper's whole grid.
/// </summary>
internal static class CampaignGrid
{
    private const int RunsPerCell = 60, FewestCells = 3;
    private static readonly int[] Depths = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20];

    /// <summary>Networks for a number of runs of one device.</summary>
    /// <param name="runs">Runs.</param>
    /// <param name="random">Where the choice comes from.</param>
    /// <param name="experiments">Identities of experiments met so far.</param>
    public static List<GridPoint> Choose(int runs, SimulationRandom random, Dictionary<(string, Shape, int, long), string> experiments)
    {
        var cells = (from data in DatasetRegistry.All from power in Enumerable.Range(5, 20) select (Data: data, Size: 1L << power)).ToArray();
        random.Shuffle(cells.AsSpan());
        // Every campaign has runs that give the overhead; the other cells come in turn from all sizes.
        var overhead = cells.Where(IsOverhead).Where(cell => cell.Size >= 128).Take(2);
        var others = cells.Where(cell => !IsOverhead(cell)).GroupBy(cell => cell.Size)
            .SelectMany(group => group.Select((cell, rank) => (Rank: rank, Cell: cell))).OrderBy(entry => entry.Rank).Select(entry => entry.Cell);
        var points = new List<List<GridPoint>>();
        var wanted = Math.Clamp(runs / RunsPerCell, FewestCells, cells.Length);
        foreach (var (data, size) in overhead.Concat(others))
        {
            if (Conformant(data, size) is { Count: > 0 } networks)
                points.Add(networks);
            if (points.Count == wanted)
                break;
        }

        var chosen = new List<GridPoint>(runs);
        for (var i = 0; i < runs; i++)
        {
            var cell = points[i % points.Count];
            var point = cell[random.Below(cell.Count)];
            var key = (point.Dataset.Name, point.Shape, point.Depth, point.Size);
            if (!experiments.TryGetValue(key, out var identity))
                experiments[key] = identity = random.Identity();
            chosen.Add(point with { Experiment = identity });
        }

        return chosen;

        static bool IsOverhead((DatasetDescription Data, long Size) cell) =>
            cell.Data.Name == RawLayout.OverheadDataset && cell.Size <= RawLayout.OverheadLargestSize;
    }

    private static List<GridPoint> Conformant(DatasetDescription data, long size) =>
    [
        .. from shape in Enum.GetValues<Shape>()
           from depth in Depths
           let network = NetworkSolver.Solve(shape, data.Inputs, data.Outputs, depth, size)
           where NetworkSolver.IsConformant(network, size)
           select new GridPoint(data, shape, depth, size, network),
    ];
}
