namespace ButterE.Engine.WorkingSets;

/// <summary>
/// The placement that section 7 of the paper describes: capacities of the profile, not cumulative; f and b in the lowest level
/// that holds them with the largest inter-layer set; d in the lowest that holds it with the largest inter-layer set and b; an
/// access to d moves one batch.
/// </summary>
/// <remarks>
/// The paper contradicts itself on which forward pass is pushed up to the level of b. Section 6 pushes f′; equation (1),
/// c_l ≤ c_f′ ≤ c_f = c_b ≤ c_d, pushes the other, and the two sections also swap the meaning of f and f′. Followed here is the
/// sentence of section 6 with the symbols of Table 3: the test pass f′ takes the level of b.
/// The text tests inter-layer sets against 64 KiB of L1 per core where Table 2 says 32 KiB: override the profile's L1 for that reading.
/// </remarks>
public sealed class PaperPlacement : IPlacement
{
    /// <inheritdoc/>
    public string Name => "paper";

    /// <inheritdoc/>
    public DataCharge DefaultDataCharge => DataCharge.Batch;

    /// <inheritdoc/>
    public PlacedSets Place(TrainingSetup setup, MemoryHierarchy memory, DataCharge charge) =>
        LowestFittingLevel.Place(WorkingSetSizes.OfPaper(setup), memory, charge == DataCharge.Batch ? (double)setup.Batch * setup.DatumBytes : null);
}
