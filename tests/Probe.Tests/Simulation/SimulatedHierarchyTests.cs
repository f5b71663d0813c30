using ButterE.Probe.Caches;
using ButterE.Probe.Levels;
using ButterE.Probe.Simulation;
using ButterE.Probe.Traversals;
using CsCheck;

namespace ButterE.Probe.Tests.Simulation;

/// <summary>The simulator against what is known without it.</summary>
public sealed class SimulatedHierarchyTests
{
    private const int KiB = 1 << 10;

    /// <summary>One set each: the second level sees the loads that miss the first, and serves them by their stack distance among these.</summary>
    [Fact]
    public void Each_level_serves_by_the_stack_distance_of_what_reaches_it() => Gen.Int[0, 15].Array[1, 150].Sample(loads =>
    {
        var hierarchy = new SimulatedHierarchy([Cache(4, 4), Cache(8, 8)], 1);
        var (first, second) = (new List<int>(), new List<int>());
        return loads.All(line => hierarchy.Load(line) == (Uses(first, line, 4) ? 0 : Uses(second, line, 8) ? 1 : 2));

        static bool Uses(List<int> stack, int line, int ways)
        {
            var distance = stack.IndexOf(line);
            stack.Remove(line);
            stack.Insert(0, line);
            return distance >= 0 && distance < ways;
        }
    });

    [Theory]
    [InlineData(Inclusion.NonInclusive, 8, true)]
    [InlineData(Inclusion.NonInclusive, 9, false)]
    [InlineData(Inclusion.Exclusive, 12, true)]
    [InlineData(Inclusion.Exclusive, 13, false)]
    public void A_cycle_fits_into_the_larger_cache_or_into_both_if_they_exclude_each_other(Inclusion inclusion, int lines, bool fits)
    {
        var hierarchy = new SimulatedHierarchy([Cache(4, 4), Cache(8, 8, inclusion)], 1);
        var last = Enumerable.Range(0, 20 * lines).Select(i => hierarchy.Load(i % lines)).ToArray()[^lines..];
        Assert.All(last, level => Assert.Equal(fits ? 1 : 2, level));
    }

    /// <summary>A line in constant use stays in the first level by itself; an inclusive second level, blind to it, throws it out.</summary>
    [Theory]
    [InlineData(Inclusion.NonInclusive, 0)]
    [InlineData(Inclusion.Inclusive, 2)]
    public void An_inclusive_cache_takes_its_victims_out_of_the_closer_ones(Inclusion inclusion, int servedBy)
    {
        var hierarchy = new SimulatedHierarchy([Cache(4, 4), Cache(8, 8, inclusion)], 1);
        hierarchy.Load(100);
        var hot = Enumerable.Range(0, 8).Select(line => (hierarchy.Load(line), Hot: hierarchy.Load(100)).Hot).ToArray();
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, servedBy], hot);
    }

    /// <summary>Set sampling and the chain: least-recently-used misses by a formula, whatever the sample.</summary>
    [Theory]
    [InlineData(256 * KiB, 270 * KiB)]
    [InlineData(4096 * KiB, 4220 * KiB)]
    public void A_chase_misses_contiguous_least_recently_used_by_its_formula(int capacity, int bytes)
    {
        var chase = new SimulatedChase([new(capacity, 16, ReplacementPolicy.Lru)], PagePlacement.Contiguous, ChainOrder.Local);
        var served = chase.SharesServed(bytes, 3);
        var lines = 16.0 * bytes / capacity;
        Assert.Equal((lines - 16) * 17 / lines, served[1], 0.02);
    }

    /// <summary>The curves that the detector fits are those of simulated caches: also of victim caches, against the capacity of both.</summary>
    [Fact]
    public void Miss_curves_agree_with_simulated_caches()
    {
        const int below = 64 * KiB, capacity = 512 * KiB;
        foreach (var policy in new[] { ReplacementPolicy.Lru, ReplacementPolicy.TreePlru, ReplacementPolicy.Random, ReplacementPolicy.Srrip })
        {
            foreach (var placement in Enum.GetValues<PagePlacement>())
            {
                foreach (var isExclusive in new[] { false, true })
                {
                    CacheDescription level = new(capacity, 16, policy, isExclusive ? Inclusion.Exclusive : Inclusion.NonInclusive);
                    var chase = new SimulatedChase(isExclusive ? [new(below, 16, policy), level] : [level], placement, ChainOrder.Local);
                    var curve = new MissCurve(policy == ReplacementPolicy.Srrip ? ReplacementPolicy.Lru : policy, placement, 16, isExclusive);
                    foreach (var r in new[] { 0.7, 0.9, 1, 1.1, 1.25, 1.5, 2 })
                    {
                        var bytes = (int)(r * (capacity + (isExclusive ? below : 0)));
                        var simulated = Enumerable.Range(0, 12).Average(seed => chase.SharesServed(bytes, (ulong)seed)[^1]);
                        Assert.True(Math.Abs(curve.Misses(r) - simulated) < Tolerance(policy, isExclusive),
                            $"{level} {placement} at {r}: curve {curve.Misses(r):0.000}, simulated {simulated:0.000}");
                    }
                }
            }
        }
    }

    // Interval prediction is not one of the curves: behind a victim cache lines earn their predictions, and it departs from least-recently-used.
    private static double Tolerance(ReplacementPolicy policy, bool isExclusive) => policy == ReplacementPolicy.Srrip && isExclusive ? 0.25 : 0.08;

    private static CacheDescription Cache(int lines, int ways, Inclusion inclusion = Inclusion.NonInclusive) =>
        new(lines * CacheDescription.LineBytes, ways, ReplacementPolicy.Lru, inclusion);
}
