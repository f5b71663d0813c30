using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>A node of memory with the processors near to it.</summary>
/// <param name="Number">Number of the node.</param>
/// <param name="Cpus">Its processors; empty for memory alone.</param>
/// <param name="MemoryBytes">Its memory, bytes; null where the kernel does not say.</param>
public sealed record NumaNode(int Number, IReadOnlyList<int> Cpus, double? MemoryBytes)
{
    /// <summary>The nodes that the kernel lists under <c>devices/system/node</c>, ascending; empty where it lists none.</summary>
    internal static IReadOnlyList<NumaNode> ReadAll(string sysfs)
    {
        const string prefix = "node";
        var folder = Path.Combine(sysfs, "devices/system/node");
        if (!Directory.Exists(folder))
            return [];
        var nodes = new List<NumaNode>();
        foreach (var node in Directory.EnumerateDirectories(folder, prefix + "*"))
        {
            if (!int.TryParse(Path.GetFileName(node)[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            nodes.Add(new NumaNode(number, CpuList.ParseOrNull(Text(node, "cpulist")) ?? [], MemoryOf(Text(node, "meminfo"))));
        }

        return [.. nodes.OrderBy(node => node.Number)];
    }

    /// <summary><c>Node 0 MemTotal:  24683964 kB</c></summary>
    private static double? MemoryOf(string? memInfo)
    {
        var words = memInfo?.Split('\n').FirstOrDefault(line => line.Contains("MemTotal:", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [.., var kib, "kB"] && double.TryParse(kib, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value * 1024 : null;
    }

    private static string? Text(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;
}
