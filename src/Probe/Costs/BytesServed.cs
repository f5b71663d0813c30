using ButterE.Probe.Levels;

namespace ButterE.Probe.Costs;

/// <summary>
/// B_k(s): of the s bytes that a pass over a working set touches, those that level k serves, from the fitted miss curves. Deep inside
/// level k it is s; across a transition it moves from one level to the next without the kink that bends an affine fit.
/// </summary>
internal static class BytesServed
{
    /// <summary>Bytes that each cache and, last, memory serves; they add up to <paramref name="bytes"/>.</summary>
    /// <param name="caches">The caches.</param>
    /// <param name="bytes">Working-set size, bytes.</param>
    /// <param name="lastCacheBytes">Capacity to take for the last cache; null for its own.</param>
    public static double[] By(IReadOnlyList<DetectedLevel> caches, double bytes, double? lastCacheBytes = null)
    {
        var served = new double[caches.Count + 1];
        var reaching = 1.0;
        for (var k = 0; k < caches.Count; k++)
        {
            // What misses this level cannot exceed what reached it: neighbouring fits may disagree by a little.
            var capacity = k == caches.Count - 1 ? lastCacheBytes ?? caches[k].CapacityBytes : caches[k].CapacityBytes;
            var missing = Math.Min(reaching, caches[k].Curve!.MissesAtLog(Math.Log(bytes / capacity)));
            served[k] = bytes * (reaching - missing);
            reaching = missing;
        }

        served[^1] = bytes * reaching;
        return served;
    }
}
