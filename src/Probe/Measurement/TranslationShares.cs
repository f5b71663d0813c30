using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>Adds to each level what part of a fully random load in it is translation.</summary>
internal static class TranslationShares
{
    /// <summary>The levels with their shares; unchanged where no size of both chains lies inside.</summary>
    /// <param name="levels">All levels of the profile.</param>
    /// <param name="names">Names of the detected levels, memory last.</param>
    /// <param name="detected">The detected caches.</param>
    /// <param name="sweep">The visits.</param>
    public static IEnumerable<MemoryLevel> AddTo(
        IEnumerable<MemoryLevel> levels, string[] names, IReadOnlyList<DetectedLevel> detected, SweepResult sweep)
    {
        var (localBytes, localNs) = LowQuantiles.BySize(sweep.VisitsOf["chase"], Quantile.Undisturbed);
        var local = localBytes.Zip(localNs).ToDictionary(pair => pair.First, pair => pair.Second);
        var (bytes, nanoseconds) = LowQuantiles.BySize(sweep.VisitsOf["chaseRandom"], Quantile.Undisturbed);
        var shares = bytes.Zip(nanoseconds).Where(pair => local.ContainsKey(pair.First))
            .Select(pair => (Bytes: pair.First, Share: Math.Max(0, 1 - local[pair.First] / pair.Second))).ToArray();
        return levels.Select(level =>
        {
            var index = Array.IndexOf(names, level.Name);
            if (index < 0)
                return level;
            var inside = shares.Where(entry => Interior.Of(detected, index).Contains(entry.Bytes)).Select(entry => entry.Share).Order().ToArray();
            return inside.Length == 0 ? level : level with { TranslationShare = Quantile.Interpolated(inside, 0.5) };
        });
    }
}
