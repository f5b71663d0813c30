using System.Globalization;
using ButterE.Engine.Networks;
using ButterE.Probe;

namespace ButterE.Engine.Benchmarks;

/// <summary>A named network of a benchmark list.</summary>
/// <param name="Id">Name.</param>
/// <param name="Network">The network.</param>
public sealed record ListedNetwork(string Id, Network Network);

/// <summary>
/// The list of networks that the peers read too: tab-separated lines of name, inputs, outputs, widths (comma-separated, the outputs
/// last) and parameters, without a header.
/// </summary>
public static class NetworkList
{
    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing or empty, or a line is not of the form; the message names the line.</exception>
    public static IReadOnlyList<ListedNetwork> Read(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: no such file");
        var networks = File.ReadLines(path).Select((line, index) => (line, index))
            .Where(l => l.line.Length > 0)
            .Select(l => Parse(path, l.index + 1, l.line)).ToList();
        return networks.Count > 0 ? networks : throw new InputException($"{path}: no networks");
    }

    private static ListedNetwork Parse(string path, int line, string text)
    {
        var fields = text.Split('\t');
        if (fields.Length != 5)
            throw new InputException($"{path}: line {line}: {fields.Length} fields instead of 5 (name, inputs, outputs, widths, parameters)");
        var network = new Network(Number(fields[1], "inputs"), [.. fields[3].Split(',').Select(width => Number(width, "widths"))]);
        if (network.Outputs != Number(fields[2], "outputs"))
            throw new InputException($"{path}: line {line}: the last width is {network.Outputs}, the outputs are {fields[2]}");
        if (network.Parameters != Number(fields[4], "parameters"))
            throw new InputException($"{path}: line {line}: the widths make {network.Parameters} parameters, the line says {fields[4]}");
        return new ListedNetwork(fields[0], network);

        int Number(string field, string name) => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new InputException($"{path}: line {line}: {name} '{field}' is not a positive number");
    }
}
