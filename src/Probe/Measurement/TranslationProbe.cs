using ButterE.Kernels.Memory;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Paging;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// Measures the reach of the translation buffers, on small pages and on those that the kernel calls huge. It comes before the sweep of the caches:
/// what translation costs must not be taken for a cache, and no file says what a huge page of a virtual machine is worth.
/// </summary>
internal sealed class TranslationProbe(VisitTimer timer, ulong seed, int rounds)
{
    /// <summary>Pages of the widest chain: four times the second-level buffers of today's cores (1024 to 4096 entries).</summary>
    private const int MostPages = 1 << 14;

    /// <summary>Huge pages of the widest chain; beyond the first-level buffers of today's cores (16 to 96 entries), and all that fits into memory.</summary>
    private const int MostHugePages = 512;

    private const int LeastPages = 8, SizesPerOctave = 8, RefinedSizes = 7;
    private const int RefiningRounds = 4;

    /// <summary>A buffer of huge pages that reaches this much further than one of small pages does so by its pages.</summary>
    private const double LongerReach = 4;

    /// <summary>Share of the memory available that a chain may take.</summary>
    private const int ShareOfMemory = 8;

    /// <summary>Measures on the calling thread.</summary>
    /// <param name="hugePages">What the probe asks for; off leaves the second half out.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Stops between two visits.</param>
    public TranslationResult Run(HugePages hugePages, Action<double> progress, CancellationToken cancellation)
    {
        var small = Reach(HugePages.Off, OffHeapBuffer.PageBytes, MostPages, fraction => progress(fraction / 2), cancellation, out _);
        var levels = small.Select((buffer, i) => Level(buffer, i + 1, OffHeapBuffer.PageBytes, hugePagesAsked: false)).ToList();
        if (hugePages == HugePages.Off || !TransparentHugePages.AreAllowed)
            return new TranslationResult(levels, PageBytesEffective: OffHeapBuffer.PageBytes, HugeBytesGranted: null);

        // Pages of the small size again, on memory that is to lie on huge ones: where these are worth anything, thousands of small pages cost nothing.
        var huge = Reach(HugePages.Auto, OffHeapBuffer.PageBytes, MostPages, fraction => progress(0.5 + fraction / 2), cancellation, out var granted);
        if (small.Count == 0 || !IsLonger(huge, small))
        {
            levels.AddRange(huge.Select((buffer, i) => Level(buffer, i + 1, OffHeapBuffer.PageBytes, hugePagesAsked: true)));
            return new TranslationResult(levels, small.Count == 0 ? null : OffHeapBuffer.PageBytes, granted);
        }

        var wide = Reach(HugePages.Auto, OffHeapMemory.HugePageBytes, MostHugePages, fraction => progress(0.75 + fraction / 4), cancellation, out granted);
        levels.AddRange(wide.Select((buffer, i) => Level(buffer, i + 1, OffHeapMemory.HugePageBytes, hugePagesAsked: true)));
        return new TranslationResult(levels, OffHeapMemory.HugePageBytes, granted);
    }

    private static bool IsLonger(IReadOnlyList<TranslationBuffer> huge, IReadOnlyList<TranslationBuffer> small) =>
        huge.Count == 0 || huge[0].Pages > LongerReach * small[0].Pages;

    private static TlbLevel Level(TranslationBuffer buffer, int number, long pageBytes, bool hugePagesAsked) => new(buffer.Pages, pageBytes, buffer.MissNs)
    {
        Level = number,
        EntriesLow = buffer.Low,
        EntriesHigh = buffer.High,
        ReachBytes = buffer.Pages * pageBytes,
        HugePagesAsked = hugePagesAsked,
        Support = buffer.Support,
    };

    private IReadOnlyList<TranslationBuffer> Reach(
        HugePages hugePages, long pageBytes, int mostPages, Action<double> progress, CancellationToken cancellation, out long? granted)
    {
        var most = (int)Math.Min(mostPages, GrantedMemory.AvailableBytes / ShareOfMemory / pageBytes);
        var before = TransparentHugePages.EffectiveBytes;
        using var sparse = OffHeapBuffer.Allocate(Math.Max(1, most) * pageBytes, hugePages);
        using var dense = OffHeapBuffer.Allocate(Math.Max(1, most) * (long)PointerChase.LineBytes, hugePages);
        granted = TransparentHugePages.EffectiveBytes - before;
        var visits = new List<PageVisit>();
        var total = rounds + RefiningRounds;
        for (var round = 0; round < rounds; round++)
        {
            VisitAll(Sizes(most), round);
            progress((round + 1.0) / total);
        }

        var refined = TranslationDetector.Detect(visits, (int)seed).SelectMany(Between).Distinct().ToArray();
        for (var round = rounds; round < total; round++)
        {
            VisitAll(refined, round);
            progress((round + 1.0) / total);
        }

        return TranslationDetector.Detect(visits, (int)seed);

        void VisitAll(IReadOnlyList<int> sizes, int round)
        {
            var random = VisitOrder.Of(seed, hugePages == HugePages.Off ? 0 : 1, round);
            var order = sizes.ToArray();
            random.Shuffle(order.AsSpan());
            foreach (var pages in order)
            {
                cancellation.ThrowIfCancellationRequested();
                var apart = timer.NanosecondsPerStep(new PageChase(pageBytes), sparse.Slice(0, pages * pageBytes), ref random);
                var packed = timer.NanosecondsPerStep(
                    new PointerChase(ChainOrder.Local), dense.Slice(0, (long)pages * PointerChase.LineBytes), ref random);
                if (apart is { } sparseNs && packed is { } denseNs)
                    visits.Add(new PageVisit(pages, sparseNs, denseNs, round));
            }
        }
    }

    private static int[] Sizes(int most)
    {
        var sizes = new SortedSet<int>();
        for (var step = 0; LeastPages * Math.Pow(2, (double)step / SizesPerOctave) is var exact && exact <= most; step++)
            sizes.Add((int)Math.Round(exact));
        return [.. sizes];
    }

    /// <summary>Numbers of pages between the ends of an interval, where the rounds that are left tell the most.</summary>
    private static IEnumerable<int> Between(TranslationBuffer buffer) => Enumerable.Range(0, RefinedSizes + 2)
        .Select(i => (int)Math.Round(buffer.Low + (buffer.High - buffer.Low) * i / (RefinedSizes + 1)));
}
