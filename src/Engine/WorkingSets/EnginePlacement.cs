namespace ButterE.Engine.WorkingSets;

/// <summary>
/// The rule of section 7 of the paper applied to the buffers of this project's engine: encoded inputs, Adam's moments, and a
/// gradient matrix only in the textbook schedule (<see cref="WorkingSetSizes.OfEngine"/>). An access to d moves one batch.
/// </summary>
public sealed class EnginePlacement : IPlacement
{
    /// <inheritdoc/>
    public string Name => "engine";

    /// <inheritdoc/>
    public DataCharge DefaultDataCharge => DataCharge.Batch;

    /// <inheritdoc/>
    public PlacedSets Place(TrainingSetup setup, MemoryHierarchy memory, DataCharge charge) => LowestFittingLevel.Place(
        WorkingSetSizes.OfEngine(setup), memory, charge == DataCharge.Batch ? setup.Batch * WorkingSetSizes.EngineDatumBytes(setup) : null);
}
