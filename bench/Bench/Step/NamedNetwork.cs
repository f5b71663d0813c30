using System.Diagnostics.CodeAnalysis;
using ButterE.Engine.Networks;

namespace ButterE.Bench.Step;

/// <summary>A network as a benchmark parameter: shown by its name, sorted by its size.</summary>
/// <param name="Id">Name, as in the list of the peers.</param>
/// <param name="Network">The network.</param>
[SuppressMessage("Design", "CA1036", Justification = "BenchmarkDotNet sorts by it; nobody compares with operators.")]
public sealed record NamedNetwork(string Id, Network Network) : IComparable
{
    /// <inheritdoc/>
    public int CompareTo(object? obj) => Network.Parameters.CompareTo((obj as NamedNetwork)?.Network.Parameters ?? 0);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
