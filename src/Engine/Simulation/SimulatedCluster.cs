using ButterE.Engine.Campaigns;

namespace ButterE.Engine.Simulation;

/// <summary>A node of the simulated cluster.</summary>
/// <param name="Name">Name, which says that the node is simulated.</param>
/// <param name="Type">Its type.</param>
/// <param name="TypeIdleWatts">Idle power of the type, W.</param>
/// <param name="OffsetWatts">How much more this node draws than its type, W.</param>
/// <param name="PhaseSeconds">Second of the minute at which its power is read.</param>
internal sealed record SimulatedNode(string Name, NodeType Type, double TypeIdleWatts, int OffsetWatts, int PhaseSeconds)
{
    /// <summary>When the node is free again, µs since 1970 UTC.</summary>
    public long FreeMicroseconds { get; set; }
}

/// <summary>Nodes of the paper's six types with the paper's idle powers.</summary>
internal sealed class SimulatedCluster
{
    private const int RunsPerNode = 16;

    /// <summary>Idle power of each type, W: what butter-e's standardisation finds in the published files.</summary>
    public static IReadOnlyDictionary<string, double> IdleWatts { get; } = new Dictionary<string, double>
    {
        ["cpu1"] = 220, ["cpu2"] = 230, ["cpu3"] = 309, ["cpu4"] = 388, ["gpu1"] = 374, ["gpu2"] = 403,
    };

    private static readonly Dictionary<string, double> NodeShares = new()
    {
        ["cpu1"] = 0.35, ["cpu2"] = 0.25, ["cpu3"] = 0.2, ["cpu4"] = 0.2, ["gpu1"] = 0.6, ["gpu2"] = 0.4,
    };

    /// <summary>Builds the nodes for so many runs of each device.</summary>
    public SimulatedCluster(int cpuRuns, int gpuRuns, DateTime start, SimulationRandom random)
    {
        var from = (start - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        foreach (var type in NodeType.OfPaper)
        {
            // An odd number, half of it below the idle power of the type and half above: the median of the type is exact.
            var count = (int)(NodeShares[type.Name] * (type.HasGpu ? gpuRuns : cpuRuns) / RunsPerNode) / 2 * 2 + 3;
            for (var i = 0; i < count; i++)
            {
                var offset = i < count / 2 ? -1 - i % 3 : i == count / 2 ? 0 : 1 + (count - 1 - i) % 3;
                Nodes.Add(new SimulatedNode(
                    $"{RawLayout.SimulatedPrefix}{type.Name}-{i:0000}", type, IdleWatts[type.Name], offset, random.Below(60))
                {
                    FreeMicroseconds = from + (long)(random.Between(0, 3 * 86400) * 1e6),
                });
            }
        }
    }

    /// <summary>All nodes, by type.</summary>
    public List<SimulatedNode> Nodes { get; } = [];
}
