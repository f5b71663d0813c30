namespace ButterE.Engine.WorkingSets;

/// <summary>
/// The rule of section 7 of the paper: a set resides in the lowest level that holds it together with the sets that are accessed
/// more often, each level judged by its own capacity. Shared by the placements that differ only in what the sets hold.
/// </summary>
internal static class LowestFittingLevel
{
    /// <summary>
    /// Places all sets: each inter-layer set alone, f and b with the largest of them, d with b. One of the two forward passes is
    /// pushed to the level of b: see <see cref="PaperPlacement"/>.
    /// </summary>
    /// <param name="sizes">The sets.</param>
    /// <param name="memory">The levels.</param>
    /// <param name="dataCharge">Bytes that one access to the data set moves; null for the whole of it.</param>
    public static PlacedSets Place(WorkingSetSizes sizes, MemoryHierarchy memory, double? dataCharge)
    {
        var interLayer = new PlacedSet[sizes.InterLayer.Count];
        for (var layer = 0; layer < interLayer.Length; layer++)
            interLayer[layer] = PlaceWith(sizes.InterLayer[layer], [], memory, lowest: 1);
        var largest = sizes.InterLayer.MaxBy(set => set.Bytes)!;
        var forward = PlaceWith(sizes.Forward, [largest], memory, lowest: 1);
        var backward = PlaceWith(sizes.Backward, [largest], memory, lowest: 1);
        var test = PlaceWith(sizes.Test, [largest], memory, lowest: backward.Level);
        PlacedSet? data = null;
        if (sizes.Data is { } set)
        {
            data = PlaceWith(set, [largest, sizes.Backward], memory, lowest: 1);
            data = data with { ChargedBytes = dataCharge ?? set.Bytes };
        }

        return new PlacedSets(interLayer, forward, test, backward, data);
    }

    private static PlacedSet PlaceWith(WorkingSet set, ReadOnlySpan<WorkingSet> hotter, MemoryHierarchy memory, int lowest)
    {
        for (var i = lowest - 1; i < memory.Levels.Count; i++)
        {
            var level = memory.Levels[i];
            var cached = set.BytesPerInstance(level.Instances);
            var occupied = cached;
            foreach (var other in hotter)
                occupied += other.BytesPerInstance(level.Instances);
            if (occupied <= level.CapacityBytes)
                return new PlacedSet(set, i + 1, cached, occupied, occupied, set.Bytes);
        }

        throw memory.TooLarge(set);
    }
}
