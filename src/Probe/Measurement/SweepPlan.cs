using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Working-set sizes of a sweep, and how long to go on.</summary>
/// <param name="LastBytes">Largest working set, bytes: the memory plateau is an octave wide there.</param>
/// <param name="Seconds">Time to stop after, once the least number of rounds is done.</param>
/// <param name="LeastRounds">Rounds to make in any case.</param>
/// <param name="MostRounds">Rounds after which more would add nothing.</param>
/// <param name="FocusSeconds">Time for further visits where the rounds leave intervals wide.</param>
/// <param name="RandomSizesPerOctave">Sizes per octave of the full-random chain.</param>
/// <param name="MostRandomBytes">Its largest working set, bytes: it only shows what translation adds, and to draw and write a longer one is dear.</param>
internal sealed record SweepPlan(long LastBytes, double Seconds, int LeastRounds, int MostRounds, double FocusSeconds = 0,
    int RandomSizesPerOctave = 4, long MostRandomBytes = 64L << 20)
{
    private const long FirstBytes = 4096;

    /// <summary>Above this size the levels are wide apart and a visit is dear: half as many sizes per octave.</summary>
    private const long SparseFrom = 64L << 20;

    public static SweepPlan Of(bool quick, long lastBytes) => quick ? new(lastBytes, 5.5, 5, 16, 2, 2) : new(lastBytes, 65, 16, 100, 30);

    /// <summary>Sizes spaced evenly on a log scale, multiples of the granule, ascending.</summary>
    /// <param name="perOctave">Sizes per octave.</param>
    /// <param name="mostBytes">Stop here, even if the sweep goes further.</param>
    public IReadOnlyList<long> Sizes(int perOctave, long mostBytes = long.MaxValue)
    {
        var sizes = new SortedSet<long>();
        for (var step = 0; ; step++)
        {
            var exact = FirstBytes * Math.Pow(2, (double)step / perOctave);
            if (exact > Math.Min(LastBytes, mostBytes))
                return [.. sizes];
            if (exact <= SparseFrom || step % 2 == 0)
                sizes.Add((long)Math.Round(exact / ITraversal.Granule) * ITraversal.Granule);
        }
    }
}
