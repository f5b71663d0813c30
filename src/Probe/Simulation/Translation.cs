using ButterE.Probe.Traversals;

namespace ButterE.Probe.Simulation;

/// <summary>What address translation adds to a load: two buffers of pages, as on today's cores.</summary>
internal static class Translation
{
    private const int FirstPages = 64, SecondPages = 2048, PageBytes = 4096, LinesOfPage = 64;
    private const double FirstMissNanoseconds = 2, WalkNanoseconds = 25;

    /// <summary>
    /// Mean over a chase, ns. A random chain meets a buffered page as often as pages are buffered; a chain inside blocks misses each page once
    /// for all its lines.
    /// </summary>
    public static double Nanoseconds(double bytes, ChainOrder order) =>
        FirstMissNanoseconds * MissShare(bytes, FirstPages, order) + WalkNanoseconds * MissShare(bytes, SecondPages, order);

    private static double MissShare(double bytes, int buffered, ChainOrder order) =>
        Math.Max(0, 1 - buffered * (double)PageBytes / bytes) / (order == ChainOrder.Local ? LinesOfPage : 1);
}
