namespace ButterE.Engine.WorkingSets;

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
