using ButterE.Engine.Networks;

namespace ButterE.Cli.Options;

/// <summary>A network with the data it is for.</summary>
/// <param name="Source">The data.</param>
/// <param name="Network">The network.</param>
/// <param name="Shape">Published name of the shape; null when widths were given without one.</param>
/// <param name="Size">Target number of parameters; null when widths were given.</param>
/// <param name="Batch">Rows of a batch.</param>
internal sealed record NetworkRequest(DataChoice Source, Network Network, string? Shape, long? Size, int Batch)
{
    /// <summary>Whether the network is within the paper's tolerance of its target size; a network given by its widths always is.</summary>
    public bool IsConformant => Size is not { } size || NetworkSolver.IsConformant(Network, size);
}
