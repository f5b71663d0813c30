using ButterE.Probe.Caches;

namespace ButterE.Probe.Levels;

/// <summary>Share of the loads that miss one set of A ways when n lines are visited in turn, again and again.</summary>
internal sealed class SetMisses
{
    private const int MostLoadPerWay = 6;

    /// <summary>The chase counts after two warm laps, when random and tree replacement have not yet settled.</summary>
    private const int WarmLaps = 2;

    /// <summary>Sets over which random replacement is averaged.</summary>
    private const int RandomSets = 100;
    private readonly double[] shares;

    private SetMisses(double[] shares) => this.shares = shares;

    /// <summary>The shares of a policy: least-recently-used misses always once a set is overfull, the others are run.</summary>
    public static SetMisses Of(ReplacementPolicy policy, int ways) => new([.. Enumerable.Range(0, MostLoadPerWay * ways).Select(lines =>
        lines <= ways ? 0
        : policy switch
        {
            ReplacementPolicy.Lru => 1,
            _ => Run(policy, ways, lines),
        })]);

    /// <summary>The share with so many lines in the set; more than six times the ways miss always.</summary>
    public double Share(int lines) => lines < shares.Length ? shares[lines] : 1;

    private static double Run(ReplacementPolicy policy, int ways, int lines)
    {
        var sets = policy == ReplacementPolicy.Random ? RandomSets : 1;
        var cache = new SetAssociativeCache(policy, sets, ways, 1);
        var misses = 0;
        for (var load = 0; load < (WarmLaps + 1) * lines; load++)
        {
            var line = load % lines;
            for (var set = 0; set < sets; set++)
            {
                var way = cache.Find(set, line);
                if (way >= 0)
                {
                    cache.Hit(set, way);
                    continue;
                }

                cache.Insert(set, line);
                misses += load >= WarmLaps * lines ? 1 : 0;
            }
        }

        return misses / (double)(lines * sets);
    }
}
