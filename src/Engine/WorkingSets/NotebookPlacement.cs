namespace ButterE.Engine.WorkingSets;

/// <summary>
/// The placement of the paper's published code (notebook 3), step by step: capacities accumulate over the levels as in
/// exclusive caches, a set that spills owns nothing of the level below, every inter-layer set starts from empty, f and b start
/// independently of each other from the largest inter-layer set, d starts from b, and results are cut to whole bytes between the
/// steps. The test pass is the training pass.
/// </summary>
public sealed class NotebookPlacement : IPlacement
{
    /// <inheritdoc/>
    public string Name => "notebook";

    /// <inheritdoc/>
    public DataCharge DefaultDataCharge => DataCharge.Whole;

    /// <inheritdoc/>
    public PlacedSets Place(TrainingSetup setup, MemoryHierarchy memory, DataCharge charge)
    {
        var sizes = WorkingSetSizes.OfPaper(setup);
        var interLayer = new PlacedSet[sizes.InterLayer.Count];
        for (var layer = 0; layer < interLayer.Length; layer++)
            interLayer[layer] = PlaceAfter(sizes.InterLayer[layer], 0, 0, memory);

        // The maxima over the layers are taken one by one, each from its own layer, before they are cut.
        var largestOccupied = Math.Truncate(interLayer.Max(set => set.OccupiedBytes));
        var largestEffective = Math.Truncate(interLayer.Max(set => set.EffectiveBytes));
        var forward = Truncated(PlaceAfter(sizes.Forward, largestOccupied, largestEffective, memory));
        var backward = Truncated(PlaceAfter(sizes.Backward, largestOccupied, largestEffective, memory));
        PlacedSet? data = null;
        if (sizes.Data is { } set)
        {
            data = Truncated(PlaceAfter(set, backward.OccupiedBytes, backward.EffectiveBytes, memory));
            if (charge == DataCharge.Batch)
                data = data with { ChargedBytes = (double)setup.Batch * setup.DatumBytes };
        }

        return new PlacedSets(interLayer, forward, forward with { Set = sizes.Test }, backward, data);
    }

    private static PlacedSet PlaceAfter(WorkingSet set, double occupied, double effective, MemoryHierarchy memory)
    {
        double cumulative = 0;
        for (var i = 0; i < memory.Levels.Count; i++)
        {
            var level = memory.Levels[i];
            cumulative += level.CapacityBytes;
            if (cumulative <= occupied)
                continue;
            var cached = set.BytesPerInstance(level.Instances);
            if (occupied + cached <= cumulative)
                return new PlacedSet(set, i + 1, cached, effective + cached, occupied + cached, set.Bytes);
            occupied = cumulative;
        }

        throw memory.TooLarge(set);
    }

    private static PlacedSet Truncated(PlacedSet set) => set with
    {
        CachedBytes = Math.Truncate(set.CachedBytes),
        EffectiveBytes = Math.Truncate(set.EffectiveBytes),
        OccupiedBytes = Math.Truncate(set.OccupiedBytes),
    };
}
