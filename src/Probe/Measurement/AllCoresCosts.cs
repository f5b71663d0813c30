using ButterE.Kernels.Simd;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// What a pass costs a core when all granted cores pass at once, each over a working set of its own. A cache that cores share serves each of them
/// with its part.
/// </summary>
internal sealed class AllCoresCosts(SimdPath simd, IReadOnlyList<int?> cpus, ProbeSettings settings)
{
    private static readonly string[] Kinds = ["read", "write", "adam"], QuickKinds = ["read"];

    /// <summary>The costs by bytes of one core; null with one core.</summary>
    /// <param name="sizes">Working sets of each core, bytes.</param>
    /// <param name="levels">The levels of the profile.</param>
    /// <param name="caches">The detected caches.</param>
    /// <param name="names">Their names and, last, that of memory.</param>
    /// <param name="cancellation">Stops between two points.</param>
    public IReadOnlyList<TraversalCost>? Measure(
        IReadOnlyList<long> sizes, IReadOnlyList<MemoryLevel> levels, IReadOnlyList<DetectedLevel> caches, IReadOnlyList<string> names,
        CancellationToken cancellation)
    {
        if (cpus.Count < 2)
            return null;
        DetectedLevel[] parts = [.. caches.Select((cache, k) => ShareOfOneCore(cache, levels.First(level => level.Name == names[k])))];
        var costs = new List<TraversalCost>();
        foreach (var kind in settings.Quick ? QuickKinds : Kinds)
        {
            ITraversal Create() => Streams.Create(simd).Concat(Streams.CreateFurther(simd)).First(stream => stream.Name == kind);
            var traversal = Create();
            var visits = new List<Visit>();
            foreach (var bytes in sizes)
            {
                cancellation.ThrowIfCancellationRequested();
                var rates = ConcurrentBandwidth.Repeat(Create, cpus, bytes, settings.HugePages, (ulong)settings.Seed);
                visits.AddRange(rates.Select((rate, round) => new Visit(bytes, 1e9 * cpus.Count * traversal.BytesPerPass(bytes) / rate, round)));
            }

            costs.Add(TraversalMetadata.AddTo(TraversalCostFit.Fit(kind, visits, parts, names, settings.Seed, (_, seconds) => seconds), traversal));
        }

        return costs;
    }

    private DetectedLevel ShareOfOneCore(DetectedLevel cache, MemoryLevel level)
    {
        var sharers = Math.Min(level.SharedBy ?? 1, cpus.Count);
        return cache with
        {
            CapacityBytes = cache.CapacityBytes / sharers,
            KneeBytes = cache.KneeBytes / sharers,
            EndBytes = cache.EndBytes / sharers,
        };
    }
}
