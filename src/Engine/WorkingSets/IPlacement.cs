namespace ButterE.Engine.WorkingSets;

/// <summary>How many bytes of the data working set one access to it moves.</summary>
public enum DataCharge
{
    /// <summary>The whole data set, as the published code charges it.</summary>
    Whole,

    /// <summary>One batch, as section 7 of the paper says.</summary>
    Batch,
}

/// <summary>A rule that says in which level of the memory hierarchy each working set of a run resides.</summary>
public interface IPlacement
{
    /// <summary>Name on the command line and in model files.</summary>
    string Name { get; }

    /// <summary>What an access to the data set is charged unless the caller says otherwise.</summary>
    DataCharge DefaultDataCharge { get; }

    /// <summary>Sizes and places the working sets.</summary>
    /// <param name="setup">What is trained.</param>
    /// <param name="memory">The levels.</param>
    /// <param name="charge">What one access to the data set moves.</param>
    /// <exception cref="Probe.InputException">A set does not fit into the last level.</exception>
    PlacedSets Place(TrainingSetup setup, MemoryHierarchy memory, DataCharge charge);
}

/// <summary>The placements by name.</summary>
public static class Placement
{
    /// <summary>All placements.</summary>
    public static IReadOnlyList<IPlacement> All { get; } = [new NotebookPlacement(), new PaperPlacement(), new EnginePlacement()];

    /// <summary>The placement with a name.</summary>
    /// <param name="name"><c>notebook</c>, <c>paper</c> or <c>engine</c>.</param>
    /// <param name="origin">Where the name stands, for the message.</param>
    /// <exception cref="Probe.InputException">There is none with that name.</exception>
    public static IPlacement Named(string name, string origin = "--placement") => All.FirstOrDefault(p => p.Name == name)
        ?? throw new Probe.InputException($"{origin} {name}: unknown; known are {string.Join(", ", All.Select(p => p.Name))}");
}
