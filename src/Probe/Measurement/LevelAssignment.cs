using System.Numerics;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Measurement;

/// <summary>Which declared level a detected one is.</summary>
internal static class LevelAssignment
{
    /// <summary>
    /// Level numbers of the detected caches, ascending. As many as declared, or more: in order. Fewer: the assignment in order with the least
    /// distance of log capacities, so that a level that could not be resolved does not rename those above it.
    /// </summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<DetectedLevel> detected, IReadOnlyList<DeclaredCache> credible)
    {
        if (detected.Count >= credible.Count)
            return [.. Enumerable.Range(1, detected.Count)];
        var best = Enumerable.Range(0, 1 << credible.Count).Where(subset => BitOperations.PopCount((uint)subset) == detected.Count)
            .Select(subset => credible.Where((_, i) => (subset & (1 << i)) != 0).ToArray())
            .MinBy(chosen => chosen.Zip(detected).Sum(pair => Math.Abs(Math.Log(pair.First.Bytes / pair.Second.CapacityBytes))))!;
        return [.. best.Select(cache => cache.Level)];
    }
}
