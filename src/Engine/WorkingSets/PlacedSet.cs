namespace ButterE.Engine.WorkingSets;

/// <summary>A working set in its level of the memory hierarchy.</summary>
/// <param name="Set">The set.</param>
/// <param name="Level">Level in which it resides, 1 = first level of the profile.</param>
/// <param name="CachedBytes">Bytes of the set in one instance of that level.</param>
/// <param name="EffectiveBytes">The same plus the sets of higher priority that were counted before it.</param>
/// <param name="OccupiedBytes">Bytes occupied in one instance once the set is placed, lower levels that it skipped included where the
/// placement counts them.</param>
/// <param name="ChargedBytes">Bytes, undivided, that one access of the set moves.</param>
public sealed record PlacedSet(WorkingSet Set, int Level, double CachedBytes, double EffectiveBytes, double OccupiedBytes, double ChargedBytes)
{
    /// <summary>Bytes of one access that fall to one instance of the level when the instances work side by side.</summary>
    public double ChargedBytesPerInstance(int instances) =>
        Set.Bytes == 0 ? 0 : ChargedBytes / Set.Bytes * Set.BytesPerInstance(instances);
}

/// <summary>All working sets of one run, placed.</summary>
/// <param name="InterLayer">t1…tL.</param>
/// <param name="Forward">f, the training forward pass.</param>
/// <param name="Test">f′, the test pass.</param>
/// <param name="Backward">b.</param>
/// <param name="Data">d; null when the number of rows is not known.</param>
public sealed record PlacedSets(IReadOnlyList<PlacedSet> InterLayer, PlacedSet Forward, PlacedSet Test, PlacedSet Backward, PlacedSet? Data)
{
    /// <summary>The sets in the order t1…tL, f, fTest, b, d.</summary>
    public IEnumerable<PlacedSet> All => Data is null ? [.. InterLayer, Forward, Test, Backward] : [.. InterLayer, Forward, Test, Backward, Data];
}
