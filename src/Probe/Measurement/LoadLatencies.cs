using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// What a load of a level takes without translation and without prefetching, from the three chains. Inside blocks all lines of a page are loaded in
/// one visit: translation hardly takes part, but prefetchers that watch pages bring lines before their turn. The chain that spreads them leaves
/// little to foresee and pays for a page every four loads, the full-random one at every load: with W the cost of another page, L + W / 4 and L + W.
/// </summary>
internal static class LoadLatencies
{
    /// <summary>A chain inside blocks that takes less than this share of the latency had loads answered by prefetchers; noise is less.</summary>
    private const double ForeseenBelow = 0.85;

    /// <summary>The levels with the share of translation in a fully random load, and with the latency of loads that nothing foresees.</summary>
    /// <param name="levels">All levels of the profile.</param>
    /// <param name="names">Names of the detected levels, memory last.</param>
    /// <param name="detected">The detected caches.</param>
    /// <param name="visitsOf">Visits by name of the chain.</param>
    public static IEnumerable<MemoryLevel> AddTo(IEnumerable<MemoryLevel> levels, string[] names, IReadOnlyList<DetectedLevel> detected,
        IReadOnlyDictionary<string, List<Visit>> visitsOf)
    {
        var (local, random) = (BySize("chase", Quantile.Undisturbed), BySize("chaseRandom", Quantile.Undisturbed));
        var largest = random.Keys.DefaultIfEmpty().Max();
        return levels.Select(level =>
        {
            var index = Array.IndexOf(names, level.Name);
            if (index < 0)
                return level;
            var inside = random.Where(size => Interior.Of(detected, index, largest).Contains(size.Key)).ToArray();
            var shares = inside.Where(size => local.ContainsKey(size.Key)).Select(size => Math.Max(0, 1 - local[size.Key] / size.Value));
            var shared = level with { TranslationShare = Median(shares, Quantile.Interpolated) };
            // Prefetchers have spells of some ms in which they foresee the spread chain too; a low quantile would choose these in memory. In a cache it
            // is right all the same: neighbours, who take the cache away for more than half of the visits, are worse.
            var quantile = index == detected.Count ? 0.5 : Quantile.Undisturbed;
            var (apart, spread) = (BySize("chaseRandom", quantile), BySize("chaseSpread", quantile));
            double[] both = [.. inside.Select(size => size.Key).Where(spread.ContainsKey)];
            // The first level has nothing below it that prefetchers could bring lines to.
            return index > 0 && Median(both.Select(bytes => apart[bytes]), Quantile.AtOrBelow) is { } randomNs
                && Median(both.Select(bytes => spread[bytes]), Quantile.AtOrBelow) is { } spreadNs
                ? Corrected(shared, randomNs, spreadNs)
                : shared;
        });

        Dictionary<double, double> BySize(string chain, double quantile)
        {
            var (bytes, nanoseconds) = LowQuantiles.BySize(visitsOf[chain], quantile);
            return bytes.Zip(nanoseconds).ToDictionary(size => size.First, size => size.Second);
        }
    }

    /// <summary>The level with the latency that both chains agree on where the chain inside blocks was faster; otherwise as it is.</summary>
    /// <param name="level">The level as the chain inside blocks shows it.</param>
    /// <param name="randomNs">A load of the full-random chain in it, ns.</param>
    /// <param name="spreadNs">A load of the spread chain in it, ns.</param>
    internal static MemoryLevel Corrected(MemoryLevel level, double randomNs, double spreadNs)
    {
        const double loads = PointerChase.SpreadLinesOfPage;
        var pageNs = Math.Max(0, (randomNs - spreadNs) * loads / (loads - 1));
        var latencyNs = randomNs - pageNs;
        return level.LatencyNs < ForeseenBelow * latencyNs
            ? level with { LatencyNs = latencyNs, LatencyInBlocksNs = level.LatencyNs, TranslationShare = pageNs / randomNs }
            : level;
    }

    private static double? Median(IEnumerable<double> values, Func<ReadOnlySpan<double>, double, double> quantile) =>
        values.Order().ToArray() is { Length: > 0 } ascending ? quantile(ascending, 0.5) : null;
}
