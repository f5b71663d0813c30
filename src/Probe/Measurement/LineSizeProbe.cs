using ButterE.Kernels.Memory;
using ButterE.Probe.Levels;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Measures the length of a line of the first-level cache, which the distance of the nodes of every chase must not fall short of.</summary>
internal static class LineSizeProbe
{
    /// <summary>
    /// With one or two lines in each kibibyte, more lines than the first-level caches of today's processors hold, in memory that a second-level cache
    /// mostly holds: there no neighbour disturbs, and what a prefetcher brings into that cache changes nothing.
    /// </summary>
    private const long Bytes = 2 << 20;

    private const int Rounds = 5, LeastDistance = 8;

    /// <summary>Bytes of a line; null where the distance of two loads makes no difference.</summary>
    public static int? Measure(VisitTimer timer, ulong seed, CancellationToken cancellation)
    {
        var random = new SplitMix64(seed);
        using var buffer = OffHeapBuffer.Allocate(Bytes, HugePages.Off);
        var best = new SortedDictionary<int, double>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var distance = LeastDistance; distance <= PairChase.MostDistance; distance *= 2)
            {
                cancellation.ThrowIfCancellationRequested();
                if (timer.NanosecondsPerStep(new PairChase(distance), buffer.Slice(0, Bytes), ref random) is { } nanoseconds)
                    best[distance] = Math.Min(nanoseconds, best.GetValueOrDefault(distance, double.PositiveInfinity));
            }
        }

        return LineSize.Of([.. best.Select(pair => (pair.Key, pair.Value))]);
    }
}
