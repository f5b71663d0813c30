using System.Runtime.InteropServices;
using ButterE.Probe.Caches;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Simulation;

/// <summary>
/// The pointer chase of the probe on simulated caches: random inside blocks of 64 pages or over the whole set, some warm laps, one that counts.
/// </summary>
/// <remarks>
/// Large working sets are sampled by cache set (Kessler, Hill, Wood, IEEE Transactions on Computers 43, 1994): every cache takes the lowest
/// bits of the line number into its set number, so the lines with equal lowest bits live by themselves, and simulating some of these classes is
/// exact for them.
/// </remarks>
/// <param name="caches">The caches.</param>
/// <param name="placement">Physical memory behind the chain.</param>
/// <param name="order">The chain.</param>
/// <param name="warmLaps">Laps before the one that counts.</param>
internal sealed class SimulatedChase(IReadOnlyList<CacheDescription> caches, PagePlacement placement, ChainOrder order, int warmLaps = SimulatedChase.UsualWarmLaps)
{
    private const int LinesOfPage = 64, PagesOfBlock = 64, Frames = 1 << 24;

    /// <summary>Laps that the probe's own chase makes before it is timed.</summary>
    public const int UsualWarmLaps = 2;

    /// <summary>Lines to simulate at most, give or take a factor of two.</summary>
    private const int MostLines = 1 << 13;

    /// <summary>Share of the loads that each cache and, last, memory serves in a chase over a working set.</summary>
    public double[] SharesServed(int bytes, ulong seed)
    {
        var random = new SplitMix64(seed);
        var chain = Chain(bytes / CacheDescription.LineBytes, ref random);
        var hierarchy = new SimulatedHierarchy(caches, random.Next());
        var served = new int[caches.Count + 1];
        for (var lap = 0; lap <= warmLaps; lap++)
        {
            Array.Clear(served);
            foreach (var line in chain)
                served[hierarchy.Load(line)]++;
        }

        return [.. served.Select(loads => (double)loads / chain.Length)];
    }

    private int[] Chain(int lines, ref SplitMix64 random)
    {
        var classes = ClassesFor(lines);
        var pages = (lines + LinesOfPage - 1) / LinesOfPage;
        var frames = FramesOf(pages, ref random);
        var pagesOfBlock = order == ChainOrder.Local ? PagesOfBlock : pages;
        var blocks = Enumerable.Range(0, (pages + pagesOfBlock - 1) / pagesOfBlock).ToArray();
        random.Shuffle(blocks.AsSpan());
        var chain = new List<int>(lines / LinesOfPage * classes + LinesOfPage);
        foreach (var block in blocks)
        {
            var start = chain.Count;
            for (var page = block * pagesOfBlock; page < Math.Min((block + 1) * pagesOfBlock, pages); page++)
            {
                for (var line = 0; line < classes && page * LinesOfPage + line < lines; line++)
                    chain.Add(frames[page] * LinesOfPage + line);
            }

            random.Shuffle(CollectionsMarshal.AsSpan(chain)[start..]);
        }

        return [.. chain];
    }

    /// <summary>How many of the 64 classes of lines of a page to simulate: all, unless every cache keeps them apart.</summary>
    private int ClassesFor(int lines)
    {
        var classes = LinesOfPage;
        while (classes > 1 && (long)lines * classes / LinesOfPage > MostLines && caches.All(cache => cache.SetsOfSlice >= LinesOfPage))
            classes /= 2;
        return classes;
    }

    private int[] FramesOf(int pages, ref SplitMix64 random)
    {
        var frames = new int[pages];
        var taken = new HashSet<int>();
        for (var page = 0; page < pages; page++)
        {
            frames[page] = page;
            while (placement == PagePlacement.Scattered && !taken.Add(frames[page] = random.Below(Frames)))
            {
            }
        }

        return frames;
    }
}
