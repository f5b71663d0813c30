namespace ButterE.Probe.Caches;

/// <summary>Sets of ways that hold line numbers. Which set a line belongs to is the caller's business.</summary>
internal sealed class SetAssociativeCache(ReplacementPolicy policy, int sets, int ways, ulong seed)
{
    /// <summary>No line.</summary>
    public const int None = -1;

    private readonly Replacement replacement = ReplacementFor(policy, sets, ways, seed);
    private readonly int[] lines = Filled(sets * ways);

    /// <summary>The way that holds a line; negative when none does.</summary>
    public int Find(int set, int line) => lines.AsSpan(set * ways, ways).IndexOf(line);

    /// <summary>Notes a use of the line in a way.</summary>
    public void Hit(int set, int way) => replacement.Hit(set, way);

    /// <summary>Puts a line into a set that does not hold it; returns the line that made room, or <see cref="None"/>.</summary>
    public int Insert(int set, int line)
    {
        var ofSet = lines.AsSpan(set * ways, ways);
        var way = ofSet.IndexOf(None);
        if (way < 0)
            way = replacement.Victim(set);
        var displaced = ofSet[way];
        ofSet[way] = line;
        replacement.Fill(set, way);
        return displaced;
    }

    /// <summary>Empties a way.</summary>
    public void Remove(int set, int way) => lines[set * ways + way] = None;

    private static Replacement ReplacementFor(ReplacementPolicy policy, int sets, int ways, ulong seed) => policy switch
    {
        ReplacementPolicy.Lru => new LeastRecentlyUsed(sets, ways),
        ReplacementPolicy.TreePlru => new TreePseudoLru(sets, ways),
        ReplacementPolicy.Random => new RandomReplacement(ways, seed),
        ReplacementPolicy.Srrip => new StaticRrip(sets, ways),
        _ => throw new InvalidOperationException($"no replacement for {policy}"),
    };

    private static int[] Filled(int count)
    {
        var lines = new int[count];
        Array.Fill(lines, None);
        return lines;
    }
}
