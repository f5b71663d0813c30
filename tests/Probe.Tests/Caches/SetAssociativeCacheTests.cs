using ButterE.Probe.Caches;
using CsCheck;

namespace ButterE.Probe.Tests.Caches;

public sealed class SetAssociativeCacheTests
{
    private static readonly Gen<int[]> Loads = Gen.Int[0, 11].Array[1, 200];

    /// <summary>Mattson's stack property: a load hits exactly if fewer than A different lines were used since the last use of its line.</summary>
    [Fact]
    public void Least_recently_used_hits_by_stack_distance() => Gen.Select(Loads, Gen.Int[1, 8]).Sample((loads, ways) =>
    {
        var hits = Hits(ReplacementPolicy.Lru, ways, loads);
        return Enumerable.Range(0, loads.Length).All(i =>
        {
            var last = Array.LastIndexOf(loads, loads[i], Math.Max(0, i - 1), i);
            return hits[i] == (last >= 0 && loads[(last + 1)..i].Distinct().Count() < ways);
        });
    });

    [Fact]
    public void Nothing_is_displaced_before_the_set_is_full() => Gen.Select(Gen.Enum<ReplacementPolicy>(), Gen.Int[1, 20]).Sample((policy, ways) =>
        Hits(policy, ways, [.. Enumerable.Range(0, ways), .. Enumerable.Range(0, ways)]) is var hits
        && !hits[..ways].Any(hit => hit) && hits[ways..].All(hit => hit));

    /// <summary>Four ways filled in order and the first used again: the bits point to the other half, there away from the last line.</summary>
    [Fact]
    public void Tree_replacement_follows_its_bits()
    {
        var cache = Filled(ReplacementPolicy.TreePlru, 4);
        cache.Hit(0, 0);
        Assert.Equal(2, cache.Insert(0, 100));
        Assert.Equal(1, cache.Insert(0, 101));
    }

    [Fact]
    public void Tree_replacement_never_chooses_a_way_that_is_not_there() =>
        Gen.Select(Gen.Int[1, 32], Gen.Int[0, 40].Array[100]).Sample((ways, loads) =>
        Hits(ReplacementPolicy.TreePlru, ways, loads).Length == loads.Length);

    /// <summary>All filled lines are predicted for later; the one that was hit for sooner, so that it goes last.</summary>
    [Fact]
    public void Interval_prediction_keeps_what_was_hit()
    {
        var cache = Filled(ReplacementPolicy.Srrip, 4);
        cache.Hit(0, 0);
        Assert.Equal([1, 2, 3], new[] { 100, 101, 102 }.Select(line => cache.Insert(0, line)));
    }

    [Fact]
    public void Random_replacement_chooses_all_ways_alike()
    {
        var cache = Filled(ReplacementPolicy.Random, 8);
        var chosen = new int[8];
        for (var i = 0; i < 8000; i++)
        {
            cache.Insert(0, 100 + i);
            chosen[cache.Find(0, 100 + i)]++;
        }

        Assert.All(chosen, count => Assert.InRange(count, 850, 1150));
    }

    private static SetAssociativeCache Filled(ReplacementPolicy policy, int ways)
    {
        var cache = new SetAssociativeCache(policy, 1, ways, 7);
        for (var line = 0; line < ways; line++)
            Assert.Equal(SetAssociativeCache.None, cache.Insert(0, line));
        return cache;
    }

    private static bool[] Hits(ReplacementPolicy policy, int ways, int[] loads)
    {
        var cache = new SetAssociativeCache(policy, 1, ways, 7);
        return [.. loads.Select(line =>
        {
            var way = cache.Find(0, line);
            if (way >= 0)
                cache.Hit(0, way);
            else
                cache.Insert(0, line);
            return way >= 0;
        })];
    }
}
