using System.Globalization;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Ingest;
using ButterE.Engine.Sweeps.Slurm;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>The types of the nodes that ran a campaign.</summary>
internal static class NodeTable
{
    private const double Megabyte = 1 << 20;

    /// <summary>Finds the type of every node: in a table, else from sinfo, else, for this machine, from itself.</summary>
    /// <param name="hosts">Names of nodes.</param>
    /// <param name="table">A table as sinfo prints it; null to ask sinfo.</param>
    /// <param name="isGpu">Whether a simulated node is one with devices; it gets a type of the paper.</param>
    /// <exception cref="InputException">A node has no type; the message says how to give it one.</exception>
    public static IReadOnlyDictionary<string, NodeType> Of(IEnumerable<string> hosts, string? table, Func<string, bool> isGpu)
    {
        var known = table is null ? FromSlurm() : FromLines(table, File.Exists(table) ? File.ReadAllLines(table) : throw new InputException($"--nodes {table}: no such file"));
        var types = new Dictionary<string, NodeType>();
        foreach (var host in hosts)
        {
            types[host] = known.GetValueOrDefault(Key(host))
                ?? (host.StartsWith(RawLayout.SimulatedPrefix, StringComparison.Ordinal) ? NodeType.OfPaper.First(type => type.HasGpu == isGpu(host)) : null)
                ?? (table is null && Key(host) == Key(Environment.MachineName) ? ThisMachine() : null)
                ?? throw new InputException($"node {host}: its type is not known; give --nodes FILE with the columns {string.Join(", ", RawLayout.NodesColumns)} "
                    + "(on the cluster: sinfo -N -h -o '%n, %c, %m, %d, %G' below that header)");
        }

        return types;
    }

    // The file is read by ingestion later; here its rows are wanted under the names of nodes as they are compared there.
    private static Dictionary<string, NodeType> FromLines(string file, string[] lines)
    {
        var columns = CsvHeader.Read(file, RawLayout.NodesColumns).ToList();
        var places = RawLayout.NodesColumns.Select(name => columns.IndexOf(name)).ToArray();
        var types = new Dictionary<string, NodeType>();
        foreach (var cells in lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line => line.Split(',').Select(cell => cell.Trim()).ToArray()))
        {
            if (cells.Length > places.Max())
                types[Key(cells[places[0]])] = NodeType.Of(cells[places[1]], cells[places[3]], cells[places[2]], cells[places[4]]);
        }

        return types;
    }

    private static Dictionary<string, NodeType> FromSlurm()
    {
        var outcome = SlurmProgram.Run("sinfo", "-N", "-h", "-o", "%n|%c|%m|%d|%G");
        var types = new Dictionary<string, NodeType>();
        foreach (var cells in outcome.Lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 5))
            types[Key(cells[0])] = NodeType.Of(cells[1], cells[3], cells[2], cells[4]);
        return types;
    }

    private static NodeType ThisMachine()
    {
        var memory = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte);
        var disk = (long)(new DriveInfo(Path.GetTempPath()).TotalSize / Megabyte);
        return NodeType.Of(
            Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), disk.ToString(CultureInfo.InvariantCulture),
            memory.ToString(CultureInfo.InvariantCulture), null);
    }

    private static string Key(string host) => host.Split('.')[0].ToUpperInvariant();
}
