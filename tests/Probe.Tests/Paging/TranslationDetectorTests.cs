using ButterE.Probe.Paging;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Paging;

/// <summary>Reach of translation buffers from simulated ones: fully associative, least recently used, under two chains of equal line footprint.</summary>
public sealed class TranslationDetectorTests
{
    private static readonly int[] Sizes = [.. Enumerable.Range(0, 89).Select(step => (int)Math.Round(8 * Math.Pow(2, step / 8.0))).Distinct()];

    [Theory]
    [InlineData(64, 1536)]
    [InlineData(96, 4096)]
    [InlineData(48, 2048)]
    public void Two_levels_are_found_inside_their_intervals(int first, int second)
    {
        var found = TranslationDetector.Detect(Visits(pages => (pages > first ? 2 : 0) + (pages > second ? 50 : 0), seed: 1), 1);
        Assert.Equal(2, found.Count);
        foreach (var (entries, buffer) in new[] { first, second }.Zip(found))
        {
            Assert.InRange(entries, buffer.Low, buffer.High);
            Assert.InRange(buffer.Pages, buffer.Low, buffer.High);
            Assert.InRange(buffer.Pages / entries, 0.9, 1.1);
        }

        Assert.InRange(found[0].MissNs, 1.8, 2.2);
        Assert.InRange(found[1].MissNs, 46, 54);
    }

    /// <summary>Both chains leave the first-level cache at 768 lines: no page has anything to do with that.</summary>
    [Fact]
    public void A_cache_that_both_chains_outgrow_is_no_translation_buffer() => Assert.Empty(TranslationDetector.Detect(Visits(_ => 0, seed: 2), 1));

    [Fact]
    public void Disturbed_visits_of_either_chain_move_no_level()
    {
        var found = TranslationDetector.Detect(Visits(pages => pages > 96 ? 2 : 0, seed: 3, disturbed: 0.3), 1);
        Assert.InRange(96, Assert.Single(found).Low, found[0].High);
    }

    /// <summary>As met on a shared machine: between the buffers the cost creeps by less than a load costs already.</summary>
    [Theory]
    [InlineData(235)]
    [InlineData(400)]
    [InlineData(560)]
    public void What_creeps_between_two_buffers_is_none(int from)
    {
        var found = TranslationDetector.Detect(
            Visits(pages => (pages > 96 ? 2.3 : 0) + (pages > from ? 1.5 : 0) + (pages > 4096 ? 50 : 0), seed: 6, disturbed: 0.3), 1);
        Assert.Equal(2, found.Count);
        Assert.InRange(96, found[0].Low, found[0].High);
        Assert.InRange(4096, found[1].Low, found[1].High);
    }

    /// <summary>The entries of a second level under nested paging also serve the walks: it fills over octaves, but it is one level.</summary>
    [Fact]
    public void A_level_that_fills_over_two_octaves_is_one_level()
    {
        double Walks(int pages) => 60 * Math.Clamp(Math.Log2(pages / 1200.0) / 2.5, 0, 1);
        var found = TranslationDetector.Detect(Visits(pages => (pages > 96 ? 2.3 : 0) + Walks(pages), seed: 7, disturbed: 0.3), 1);
        Assert.Equal(2, found.Count);
        Assert.InRange(found[1].Pages, 1200, 6800);
    }

    [Fact]
    public void Few_sizes_show_nothing() =>
        Assert.Empty(TranslationDetector.Detect([.. Visits(pages => pages > 96 ? 2 : 0, seed: 4).Where(visit => visit.Pages is 8 or 1024)], 1));

    [Fact]
    public void The_same_visits_give_the_same_answer()
    {
        var visits = Visits(pages => (pages > 96 ? 2 : 0) + (pages > 4096 ? 50 : 0), seed: 5, disturbed: 0.3);
        Assert.Equal(TranslationDetector.Detect(visits, 7), TranslationDetector.Detect(visits, 7));
    }

    private static List<PageVisit> Visits(Func<int, double> translation, ulong seed, double disturbed = 0)
    {
        var random = new SplitMix64(seed);
        var visits = new List<PageVisit>();
        for (var round = 0; round < 12; round++)
        {
            foreach (var pages in Sizes)
            {
                var line = pages > 768 ? 4.0 : 1.1;
                visits.Add(new PageVisit(pages, (line + translation(pages)) * Noise(), line * Noise(), round));
            }
        }

        return visits;

        double Noise() => 1 + 0.02 * random.NextDouble() + (random.NextDouble() < disturbed ? 2 * random.NextDouble() : 0);
    }
}
