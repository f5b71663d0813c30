using ButterE.Probe.Levels;

namespace ButterE.Probe.Costs;

/// <summary>The working-set sizes that one level serves alone: above the end of the transition from the level below, up to the knee of its own.</summary>
/// <param name="FromBytes">Smallest size.</param>
/// <param name="ToBytes">Largest size; infinite for memory.</param>
internal readonly record struct Interior(double FromBytes, double ToBytes)
{
    /// <summary>The interior of level <paramref name="k"/>; the index behind the last cache means memory.</summary>
    public static Interior Of(IReadOnlyList<DetectedLevel> caches, int k) =>
        new(k == 0 ? 0 : caches[k - 1].EndBytes, k == caches.Count ? double.PositiveInfinity : caches[k].KneeBytes);

    /// <summary>
    /// The same, but of memory only the octave up to the largest size measured, because below it a cache that is free for once still serves part of
    /// a pass.
    /// </summary>
    public static Interior Of(IReadOnlyList<DetectedLevel> caches, int k, double largestBytes)
    {
        var interior = Of(caches, k);
        return k == caches.Count ? interior with { FromBytes = Math.Max(interior.FromBytes, largestBytes / 2) } : interior;
    }

    public bool Contains(double bytes) => bytes >= FromBytes && bytes <= ToBytes;
}
