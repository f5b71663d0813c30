using ButterE.Probe.Levels;
using ButterE.Probe.Measurement;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Tests.Measurement;

public sealed class LoadLatenciesTests
{
    private const double KiB = 1 << 10, MiB = 1 << 20, PageNs = 8;

    private static readonly string[] Names = ["L1", "L2", "RAM"];
    private static readonly double[] LoadNs = [2, 35, 130], Rounds = [1, 1, 1, 1.1, 2];
    private static readonly DetectedLevel[] Detected = [Cache(40 * KiB, 2), Cache(8 * MiB, 35)];

    [Fact]
    public void Where_prefetchers_answered_the_chain_inside_blocks_the_latency_is_that_of_the_others_without_translation()
    {
        var levels = Levels(inBlocks: 0.5);
        Assert.All(levels.Skip(1).Zip(LoadNs.Skip(1)), pair =>
        {
            var (level, loadNs) = pair;
            Assert.InRange(level.LatencyNs!.Value, 0.99 * loadNs, 1.01 * loadNs);
            Assert.InRange(level.TranslationShare!.Value, 0.99 * PageNs / (loadNs + PageNs), 1.01 * PageNs / (loadNs + PageNs));
            Assert.Equal(0.5 * loadNs, level.LatencyInBlocksNs);
        });
    }

    [Fact]
    public void The_first_level_has_nothing_to_be_prefetched_from()
    {
        var first = Levels(inBlocks: 0.5)[0];
        Assert.Equal((0.5 * LoadNs[0], null), (first.LatencyNs, first.LatencyInBlocksNs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.9)]
    public void Where_all_chains_agree_but_for_translation_the_latency_stays_that_inside_blocks(double inBlocks) =>
        Assert.All(Levels(inBlocks).Zip(LoadNs), pair =>
        {
            var (level, loadNs) = pair;
            Assert.Equal((inBlocks * loadNs, null), (level.LatencyNs, level.LatencyInBlocksNs));
            Assert.Equal(1 - inBlocks * loadNs / (loadNs + PageNs), level.TranslationShare!.Value, 1e-9);
        });

    [Fact]
    public void A_level_without_a_size_of_the_other_chains_stays_as_it_is()
    {
        var level = new MemoryLevel { Name = "RAM", Source = "reported", LatencyNs = 60 };
        var visits = Visits(0.5).ToDictionary(
            chain => chain.Key, chain => chain.Key == "chase" ? chain.Value : chain.Value.FindAll(visit => visit.Bytes < 16 * MiB));
        Assert.Equal(level, LoadLatencies.AddTo([level], Names, Detected, visits).Single());
    }

    /// <summary>Disturbance only adds: a spread chain that took longer than the full-random one says nothing of translation.</summary>
    [Fact]
    public void Translation_never_costs_less_than_nothing()
    {
        var level = LoadLatencies.Corrected(new MemoryLevel { Name = "RAM", Source = "reported", LatencyNs = 60 }, randomNs: 120, spreadNs: 126);
        Assert.Equal((120.0, 0.0), (level.LatencyNs, level.TranslationShare));
    }

    private static MemoryLevel[] Levels(double inBlocks) =>
    [
        .. LoadLatencies.AddTo(
            Names.Zip(LoadNs, (name, ns) => new MemoryLevel { Name = name, Source = "measured", LatencyNs = inBlocks * ns }),
            Names, Detected, Visits(inBlocks)),
    ];

    /// <summary>Five rounds of all chains, some disturbed; in one of them prefetchers foresee the spread chain in memory too.</summary>
    private static Dictionary<string, List<Visit>> Visits(double inBlocks) => new()
    {
        ["chase"] = Chain(loadNs => inBlocks * loadNs),
        ["chaseRandom"] = Chain(loadNs => loadNs + PageNs),
        ["chaseSpread"] = Chain(loadNs => loadNs + PageNs / 4, spell: 0.5),
    };

    private static List<Visit> Chain(Func<double, double> nanoseconds, double spell = 1) =>
    [
        .. from step in Enumerable.Range(0, 15)
           from round in Enumerable.Range(0, Rounds.Length)
           let bytes = 4 * KiB * Math.Pow(2, step)
           let index = Detected.Count(cache => bytes > cache.CapacityBytes)
           select new Visit(bytes, nanoseconds(LoadNs[index]) * (index == 2 && round == 1 ? spell : Rounds[round]), round),
    ];

    private static DetectedLevel Cache(double bytes, double ns) => new()
    {
        CapacityBytes = bytes,
        CapacityLow = bytes,
        CapacityHigh = bytes,
        LatencyNs = ns,
        Support = 1,
        Recurrence = 1,
        KneeBytes = 0.9 * bytes,
        EndBytes = 2 * bytes,
    };
}
