namespace ButterE.Engine.WorkingSets;

/// <summary>
/// A working set spread over the levels instead of residing in one: each level serves what fits into it and not into those before, so that
/// a set that overflows a level by a little pays for what overflows.
/// </summary>
internal static class PartialSpill
{
    /// <summary>Bytes of a set that each level serves in one access to the whole of it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="memory">The levels; their capacities add up from the first on, and the last holds all that is left.</param>
    /// <returns>One number for each level; their sum is the size of the set, undivided.</returns>
    public static double[] BytesByLevel(WorkingSet set, MemoryHierarchy memory)
    {
        var served = new double[memory.Levels.Count];
        double capacity = 0, before = 0;
        for (var i = 0; i < served.Length; i++)
        {
            var level = memory.Levels[i];
            capacity += level.CapacityBytes;
            var wanted = set.BytesPerInstance(level.Instances);
            var held = i == served.Length - 1 || wanted <= capacity ? 1 : Math.Max(before, capacity / wanted);
            served[i] = set.Bytes * (held - before);
            before = held;
        }

        return served;
    }
}
