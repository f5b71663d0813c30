using ButterE.Probe.Caches;
using ButterE.Probe.Levels;
using ButterE.Probe.Simulation;
using ButterE.Probe.Tests.Levels;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Simulation;

/// <summary>The detector on simulated hierarchies with fixed seeds; bench/detector does the same at length.</summary>
public sealed class DetectorQualityTests
{
    private static readonly string[] Hierarchies =
    [
        "48K:12:lru 1M:16:lru 4M:16:lru", "48K:12:lru 1M:16:plru 4M:16:plru:exclusive", "48K:12:lru 512K:16:random 4M:16:random",
        "32K:8:lru 1M:16:srrip 6M:12:srrip", "48K:12:plru 1.25M:20:lru 12M:12:lru:4", "24K:6:lru 2M:16:lru",
        "32K:8:lru 256K:8:plru 2816K:11:random:exclusive:2",
        "32K:8:lru 256K:8:lru 2M:16:lru 16M:16:random",
    ];

    [Theory]
    [InlineData(SimulatedNoise.Quiet, 0.02, 0.04, 0.03)]
    [InlineData(SimulatedNoise.Vm, 0.02, 0.04, 0.04)]
    public void Levels_and_capacities_of_simulated_machines_are_found(SimulatedNoise noise, double first, double second, double third)
    {
        var machines = Hierarchies.SelectMany(_ => Enum.GetValues<PagePlacement>(), (text, placement) =>
            SimulatedMachine.Of([.. text.Split(' ').Select(cache => CacheDescription.Parse(cache, "cache"))], placement)).ToArray();
        var trials = machines.Select((machine, i) => DetectorTrials.Run(machine, new SimulatedSweep { Noise = noise, Rounds = 8 }, i, 1)).ToArray();
        Assert.InRange(trials.Count(trial => trial.CountRight == 1), 0.95 * trials.Length, trials.Length);
        Assert.InRange(trials.SelectMany(trial => trial.Caches).Average(cache => cache.Coverage), 0.9, 1);
        Assert.InRange(MedianError(0), 0, first);
        Assert.InRange(MedianError(1), 0, second);
        Assert.InRange(MedianError(2), 0, third);

        double MedianError(int level) => Quantile.Interpolated(
            [.. trials.Where(trial => trial.Caches.Count > level).Select(trial => trial.Caches[level].MedianError ?? double.PositiveInfinity).Order()],
            0.5);
    }

    /// <summary>
    /// Neighbours that occupy a part of every cache in most rounds: what they leave must not be taken for the cache. First and second level are private
    /// to a core; of a last level that strangers share the interval may say less.
    /// </summary>
    [Fact]
    public void A_neighbour_in_most_rounds_leaves_the_truth_inside_the_intervals()
    {
        string[] hierarchies = ["48K:12:lru 1M:16:lru 8M:16:lru", "32K:8:plru 512K:8:lru 6M:12:srrip", "48K:12:lru 2M:16:plru"];
        var machines = hierarchies.SelectMany(_ => Enum.GetValues<PagePlacement>(), (text, placement) =>
            SimulatedMachine.Of([.. text.Split(' ').Select(cache => CacheDescription.Parse(cache, "cache"))], placement)).ToArray();
        var trials = machines.Select((machine, i) =>
            DetectorTrials.Run(machine, new SimulatedSweep { Noise = SimulatedNoise.Neighbour, Rounds = 12 }, 10 * i, 2)).ToArray();
        Assert.InRange(trials.Average(trial => trial.Caches[0].Coverage), 0.9, 1);
        Assert.InRange(trials.Average(trial => trial.Caches[1].Coverage), 0.8, 1);
        Assert.InRange(trials.SelectMany(trial => trial.Caches.Take(2)).Average(cache => cache.MedianError ?? 1), 0, 0.1);
    }

    /// <summary>The ways of a first level are mostly as large as a page; where they are not, the interval still covers the truth.</summary>
    [Theory]
    [InlineData("64K:4:lru")]
    [InlineData("128K:8:lru")]
    public void A_first_level_with_ways_larger_than_a_page_is_inside_the_interval(string first)
    {
        var machine = SimulatedMachine.Of(
            [CacheDescription.Parse(first, "cache"), CacheDescription.Parse("2M:16:lru", "cache")], PagePlacement.Contiguous);
        var cache = DetectorTrials.Run(machine, new SimulatedSweep { Rounds = 8 }, 1, 5).Caches[0];
        Assert.InRange(cache.Coverage, 0.8, 1);
        Assert.InRange(cache.MedianError!.Value, 0, 0.06);
    }

    /// <summary>No cache, only translation: the local chain hardly shows it, and alone the random one must not be taken for caches either.</summary>
    [Theory]
    [InlineData(ChainOrder.Local, 1)]
    [InlineData(ChainOrder.Local, 12)]
    [InlineData(ChainOrder.Random, 1)]
    [InlineData(ChainOrder.Random, 12)]
    public void Translation_alone_is_no_cache(ChainOrder order, int rounds) => Assert.All(Enumerable.Range(0, 5), seed =>
    {
        var visits = Disturbed(size => 4 + Translation.Nanoseconds(size, order), rounds, SimulatedNoise.Quiet, seed);
        Assert.Empty(LevelDetector.Detect(visits, order: order).Levels);
    });

    /// <summary>The shapes are told apart both ways: a random chain over caches still shows them.</summary>
    [Theory]
    [InlineData(ReplacementPolicy.Lru, PagePlacement.Contiguous)]
    [InlineData(ReplacementPolicy.Lru, PagePlacement.Scattered)]
    [InlineData(ReplacementPolicy.Random, PagePlacement.Scattered)]
    public void Caches_under_a_random_chain_are_caches(ReplacementPolicy policy, PagePlacement placement)
    {
        var machine = SimulatedMachine.Of([new(48 << 10, 12, ReplacementPolicy.Lru), new(1 << 20, 16, policy)], placement);
        var sweep = new SimulatedSweep { Order = ChainOrder.Random, Rounds = 4 };
        Assert.All(Enumerable.Range(0, 3), seed =>
            Assert.Equal(2, LevelDetector.Detect(sweep.Run(machine, (ulong)seed), order: ChainOrder.Random).Levels.Count));
    }

    [Theory]
    [InlineData(1, SimulatedNoise.Quiet)]
    [InlineData(1, SimulatedNoise.Vm)]
    [InlineData(3, SimulatedNoise.Vm)]
    [InlineData(12, SimulatedNoise.Vm)]
    public void A_flat_curve_has_no_level_under_any_noise(int rounds, SimulatedNoise noise) => Assert.All(Enumerable.Range(0, 20), seed =>
        Assert.Empty(LevelDetector.Detect(Disturbed(_ => 5, rounds, noise, seed)).Levels));

    private static IReadOnlyList<Visit> Disturbed(Func<double, double> latency, int rounds, SimulatedNoise noise, int seed)
    {
        var visits = from round in Enumerable.Range(0, rounds) from size in SyntheticCurve.Sizes(128 << 20) select new Visit(size, latency(size), round);
        return SimulatedSweep.Disturbed([.. visits], noise, (ulong)seed);
    }
}
