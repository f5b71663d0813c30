using ButterE.Probe;

namespace ButterE.Engine.WorkingSets;

/// <summary>The placements by name.</summary>
public static class Placement
{
    /// <summary>All placements.</summary>
    public static IReadOnlyList<IPlacement> All { get; } = [new NotebookPlacement(), new PaperPlacement(), new EnginePlacement()];

    /// <summary>The placement with a name.</summary>
    /// <param name="name"><c>notebook</c>, <c>paper</c> or <c>engine</c>.</param>
    /// <param name="origin">Where the name stands, for the message.</param>
    /// <exception cref="InputException">There is none with that name.</exception>
    public static IPlacement Named(string name, string origin = "--placement") => All.FirstOrDefault(p => p.Name == name)
        ?? throw new InputException($"{origin} {name}: unknown; known are {string.Join(", ", All.Select(p => p.Name))}");
}
