using ButterE.Probe.Caches;

namespace ButterE.Probe.Simulation;

/// <summary>A memory hierarchy to simulate.</summary>
/// <param name="Caches">The caches, the closest to the core first.</param>
/// <param name="Nanoseconds">Latency of each cache and, last, of memory, ns.</param>
/// <param name="Pages">Physical memory behind the buffers.</param>
public sealed record SimulatedMachine(IReadOnlyList<CacheDescription> Caches, IReadOnlyList<double> Nanoseconds, PagePlacement Pages)
{
    private static readonly double[] UsualNanoseconds = [1.1, 4, 13, 40];
    private const double UsualMemoryNanoseconds = 100;

    /// <summary>A hierarchy of one to four caches with the latencies usual for them, ascending in capacity.</summary>
    /// <param name="caches">The caches.</param>
    /// <param name="placement">Physical memory behind the buffers.</param>
    /// <exception cref="InputException">A cache is not larger than the one before it, or the first one is exclusive.</exception>
    public static SimulatedMachine Of(IReadOnlyList<CacheDescription> caches, PagePlacement placement)
    {
        ArgumentNullException.ThrowIfNull(caches);
        for (var k = 1; k < caches.Count; k++)
        {
            if (caches[k].Bytes <= caches[k - 1].Bytes)
                throw new InputException($"--l{k + 1}: {caches[k].Bytes} bytes are not more than the {caches[k - 1].Bytes} of the level below it");
        }

        return caches[0].Inclusion == Inclusion.Exclusive
            ? throw new InputException("--l1: the first cache has nothing below it to be exclusive of")
            : new SimulatedMachine(caches, [.. UsualNanoseconds[..caches.Count], UsualMemoryNanoseconds], placement);
    }

    /// <summary>Where the latency curve breaks at a cache, bytes: its capacity, and that of the level below it if it is exclusive.</summary>
    /// <param name="level">Index of the cache.</param>
    public double BreakBytes(int level) =>
        Caches[level].Bytes + (Caches[level].Inclusion == Inclusion.Exclusive ? BreakBytes(level - 1) : 0);

    /// <summary>What is left where a neighbour keeps a share of the ways of every cache filled.</summary>
    /// <param name="share">The share, 0 to 1; every cache keeps at least one way.</param>
    internal SimulatedMachine Occupied(double share) => this with
    {
        Caches =
        [
            .. Caches.Select(cache =>
            {
                var ways = Math.Max(1, cache.Ways - (int)Math.Round(share * cache.Ways));
                return cache with { Ways = ways, Bytes = cache.Bytes / cache.Ways * ways };
            }),
        ],
    };

    /// <summary>Latency of a chase of which each level serves a share, ns.</summary>
    internal double Latency(ReadOnlySpan<double> sharesServed)
    {
        var latency = 0.0;
        for (var k = 0; k < sharesServed.Length; k++)
            latency += sharesServed[k] * Nanoseconds[k];
        return latency;
    }
}
