using ButterE.Kernels.Memory;
using ButterE.Probe.Levels;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Measures the length of a line of the first-level cache, which the distance of the nodes of every chase must not fall short of.</summary>
internal static class LineSizeProbe
{
    /// <summary>
    /// More lines than any first-level cache of today holds (192 KiB), one or two in each kibibyte, and few enough to find a second-level cache or
    /// a third.
    /// </summary>
    private const long Bytes = 4 << 20;

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
