using ButterE.Probe.Caches;
using ButterE.Probe.Levels;
using CsCheck;

namespace ButterE.Probe.Tests.Levels;

public sealed class LevelDetectorTests
{
    private const double KiB = 1 << 10, MiB = 1 << 20;
    private static readonly double[] ThreeLevels = [1.1, 4, 13, 100];

    public static TheoryData<double, double, double> Hierarchies => new()
    {
        { 48 * KiB, 1 * MiB, 32 * MiB },
        { 32 * KiB, 1.25 * MiB, 24.75 * MiB },
        { 32 * KiB, 256 * KiB, 8 * MiB },
    };

    [Theory]
    [MemberData(nameof(Hierarchies))]
    public void Capacities_of_a_closed_form_hierarchy_are_found_within_a_few_percent(double first, double second, double third)
    {
        var latency = SyntheticCurve.Latency(ThreeLevels,
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, first),
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, second, PagePlacement.Scattered),
            SyntheticCurve.Misses(ReplacementPolicy.Random, 16, third));
        var found = LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(256 * MiB), 12, 7));
        Assert.Equal(3, found.Levels.Count);
        Assert.All(found.Levels.Zip([first, second, third]), pair =>
        {
            Assert.InRange(pair.First.CapacityBytes / pair.Second, 0.93, 1.07);
            Assert.InRange(pair.Second, pair.First.CapacityLow * 0.97, pair.First.CapacityHigh * 1.03);
            Assert.InRange(pair.First.Support, 0.8, 1);
        });
        Assert.All(found.Levels.Zip(ThreeLevels), pair => Assert.InRange(pair.First.LatencyNs / pair.Second, 0.95, 1.1));
        Assert.InRange(found.LastPlateauNs!.Value, 95, 110);
        Assert.Equal(found.Levels[2].CapacityBytes - found.Levels[1].CapacityBytes, found.Levels[2].ImpliedExclusiveBytes);
    }

    [Fact]
    public void The_right_number_of_levels_is_found_for_38_of_40_seeds()
    {
        var latency = SyntheticCurve.Latency(ThreeLevels,
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 12, 48 * KiB),
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 1 * MiB, PagePlacement.Scattered),
            SyntheticCurve.Misses(ReplacementPolicy.Random, 16, 16 * MiB, PagePlacement.Scattered));
        var sizes = SyntheticCurve.Sizes(256 * MiB);
        var right = Enumerable.Range(0, 40).Count(seed =>
            LevelDetector.Detect(SyntheticCurve.Visit(latency, sizes, 12, (ulong)seed)).Levels.Count == 3);
        Assert.InRange(right, 38, 40);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_number_of_levels_is_free(int levels)
    {
        double[] nanoseconds = [1, 4, 16, 50, 200];
        var latency = SyntheticCurve.Latency(nanoseconds[..(levels + 1)],
            [.. Enumerable.Range(0, levels).Select(k => SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 32 * KiB * Math.Pow(16, k)))]);
        var found = LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(1024 * MiB), 10, 3));
        Assert.Equal(levels, found.Levels.Count);
        Assert.All(found.Levels, (level, k) => Assert.InRange(level.CapacityBytes / (32 * KiB * Math.Pow(16, k)), 0.95, 1.05));
    }

    /// <summary>A sheer cliff between two sizes, 9 % apart: the interval spans what the sizes leave open.</summary>
    [Fact]
    public void A_step_between_two_sizes_is_inside_the_interval()
    {
        foreach (var capacity in new[] { 47 * KiB, 48 * KiB, 49 * KiB, 50 * KiB })
        {
            var level = Assert.Single(
                LevelDetector.Detect([.. SyntheticCurve.Sizes(1 * MiB).Select(s => new Visit(s, s > capacity ? 4 : 1, 0))]).Levels);
            Assert.InRange(capacity, level.CapacityLow, level.CapacityHigh);
            Assert.InRange(level.CapacityBytes / capacity, 0.92, 1.08);
        }
    }

    [Fact]
    public void A_flat_curve_has_no_levels() => Gen.ULong.Sample(seed =>
    {
        var found = LevelDetector.Detect(SyntheticCurve.Visit(_ => 5, SyntheticCurve.Sizes(64 * MiB), 10, seed));
        return found.Levels.Count == 0 && Math.Abs(found.LastPlateauNs!.Value / 5 - 1) < 0.05;
    }, iter: 8);

    [Fact]
    public void A_sweep_that_ends_on_the_ramp_reports_no_level_there()
    {
        var latency = SyntheticCurve.Latency([1, 4, 100],
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB),
            SyntheticCurve.Misses(ReplacementPolicy.Random, 16, 8 * MiB, PagePlacement.Scattered));
        var found = LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(12 * MiB), 10, 5));
        Assert.Single(found.Levels);
        Assert.InRange(found.LastPlateauNs!.Value, 3.8, 4.5);
    }

    [Fact]
    public void A_single_round_still_gets_an_interval_from_its_scatter()
    {
        var latency = SyntheticCurve.Latency([1, 4], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB));
        var level = Assert.Single(LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(1 * MiB), 1, 5, noisy: false)).Levels);
        Assert.InRange(level.CapacityBytes / (32 * KiB), 0.95, 1.05);
        Assert.True(level.CapacityLow <= level.CapacityBytes && level.CapacityBytes <= level.CapacityHigh);
        Assert.Null(level.Availability);
    }

    [Fact]
    public void The_interval_of_a_single_noisy_round_holds_the_first_level_in_36_of_40_seeds()
    {
        var latency = SyntheticCurve.Latency([1.1, 4, 13], SyntheticCurve.Misses(ReplacementPolicy.Lru, 12, 48 * KiB),
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 1 * MiB, PagePlacement.Scattered));
        var sizes = SyntheticCurve.Sizes(16 * MiB);
        var held = Enumerable.Range(0, 40).Count(seed => LevelDetector.Detect(SyntheticCurve.Visit(latency, sizes, 1, (ulong)seed)).Levels
            .Any(level => level.CapacityLow <= 48 * KiB && 48 * KiB <= level.CapacityHigh && level.CapacityHigh < 96 * KiB));
        Assert.InRange(held, 36, 40);
    }

    [Fact]
    public void A_cache_stolen_in_half_of_the_rounds_is_reported_as_availability()
    {
        var mine = SyntheticCurve.Latency([1, 13, 100], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB),
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 32 * MiB));
        var stolen = SyntheticCurve.Latency(
            [1, 13, 100], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB), SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 8 * MiB));
        var sizes = SyntheticCurve.Sizes(256 * MiB);
        var visits = SyntheticCurve.Visit(mine, sizes, 6, 1)
            .Concat(SyntheticCurve.Visit(stolen, sizes, 6, 2).Select(v => v with { Round = v.Round + 6 })).ToList();
        var last = LevelDetector.Detect(visits).Levels[^1];
        Assert.InRange(last.Availability!["p10"] / MiB, 7, 10);
        Assert.InRange(last.Availability["p90"] / MiB, 28, 38);
    }

    [Fact]
    public void Equal_seeds_give_equal_answers()
    {
        var latency = SyntheticCurve.Latency([1, 4], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 512 * KiB, PagePlacement.Scattered));
        var visits = SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(16 * MiB), 10, 9);
        Assert.Equal(LevelDetector.Detect(visits, 4).Levels[0].CapacityLow, LevelDetector.Detect(visits, 4).Levels[0].CapacityLow);
    }

    /// <summary>Latencies in other units, sizes in other units, visits in another order: the same hierarchy.</summary>
    [Fact]
    public void Scale_and_order_of_the_visits_change_nothing() => Gen.Select(Gen.Double[0.1, 50], Gen.Int[-2, 4]).Sample((stretch, octaves) =>
    {
        var visits = Visits(8);
        var plain = LevelDetector.Detect(visits).Levels;
        var changed = LevelDetector.Detect([.. visits.OrderBy(visit => visit.Nanoseconds)
            .Select(visit => visit with { Bytes = visit.Bytes * Math.Pow(2, octaves), Nanoseconds = visit.Nanoseconds * stretch })]).Levels;
        return plain.Count == 2 && changed.Count == 2 && plain.Zip(changed).All(pair =>
            Math.Abs(pair.Second.CapacityBytes / pair.First.CapacityBytes / Math.Pow(2, octaves) - 1) < 0.08
            && Math.Abs(pair.Second.LatencyNs / pair.First.LatencyNs / stretch - 1) < 1e-6);
    }, iter: 5);

    [Fact]
    public void Missing_sizes_duplicates_and_outliers_are_survived()
    {
        var random = new ButterE.Probe.Traversals.SplitMix64(3);
        List<Visit> visits = [.. Visits(3).Where(_ => random.NextDouble() > 0.4)];
        visits.AddRange(visits.Take(40).ToArray());
        visits.AddRange([new(16 * KiB, 900, 0), new(512 * KiB, 5000, 1), new(8 * MiB, 1e6, 2)]);
        var found = LevelDetector.Detect(visits).Levels;
        Assert.Equal(2, found.Count);
        Assert.InRange(found[0].CapacityBytes / (32 * KiB), 0.85, 1.15);
        Assert.InRange(found[1].CapacityBytes / (1 * MiB), 0.85, 1.15);
    }

    private static List<Visit> Visits(int rounds) => SyntheticCurve.Visit(
        SyntheticCurve.Latency(
            [1, 4, 90], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB), SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 1 * MiB)),
        SyntheticCurve.Sizes(64 * MiB), rounds, 4);

    [Fact]
    public void A_gap_in_which_a_level_may_hide_is_refused_and_named()
    {
        Visit[] visits = [.. SyntheticCurve.Sizes(64 * MiB).Select(s => new Visit(s, s > 48 * KiB ? 4 : 1, 0))];
        var refusal = Assert.Throws<InsufficientDataException>(
            () => LevelDetector.Detect([.. visits.Where(visit => visit.Bytes is <= 1 * MiB or >= 4 * MiB)]));
        Assert.Contains("between 1048576 and 4194304 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Single(LevelDetector.Detect([.. visits.Where(visit => visit.Bytes is <= 1 * MiB or >= 2 * MiB)]).Levels);
    }

    /// <summary>
    /// A neighbour on the same core holds a third of the cache in four rounds of five: the middle of the visits shows the rest as the capacity, the
    /// fastest ones show all of it.
    /// </summary>
    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(40)]
    public void A_cache_that_a_neighbour_mostly_shares_is_found_whole_or_inside_the_interval(int rounds)
    {
        Func<double, double> Of(double first) => SyntheticCurve.Latency([1.1, 4, 13], SyntheticCurve.Misses(ReplacementPolicy.Lru, 12, first),
            SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 1 * MiB));
        var sizes = SyntheticCurve.Sizes(16 * MiB);
        var (own, shared) = (SyntheticCurve.Visit(Of(48 * KiB), sizes, rounds, 1), SyntheticCurve.Visit(Of(32 * KiB), sizes, rounds, 2));
        var level = LevelDetector.Detect([.. own.Where(visit => visit.Round % 5 == 0), .. shared.Where(visit => visit.Round % 5 != 0)]).Levels[0];
        Assert.InRange(48 * KiB, level.CapacityLow, level.CapacityHigh);
        Assert.InRange(level.CapacityBytes / KiB, 44, 51);
    }

    [Fact]
    public void Too_few_sizes_and_too_short_a_span_are_refused()
    {
        Assert.Throws<InsufficientDataException>(() => LevelDetector.Detect([]));
        Assert.Throws<InsufficientDataException>(() => LevelDetector.Detect([.. SyntheticCurve.Sizes(8192)[..7].Select(s => new Visit(s, 1, 0))]));
        Assert.Throws<InsufficientDataException>(() => LevelDetector.Detect([.. SyntheticCurve.Sizes(12000).Select(s => new Visit(s, 1, 0))]));
    }
}
