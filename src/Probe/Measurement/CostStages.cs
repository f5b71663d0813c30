using ButterE.Kernels.Simd;
using ButterE.Probe.Costs;
using ButterE.Probe.Counters;
using ButterE.Probe.Interference;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Meters.Protocol;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>What puts a price on the levels once they are known: seconds and joules, cores among each other, counted misses.</summary>
internal sealed class CostStages(SimdPath simd, IReadOnlyList<int?> cpus, ProbeSettings settings, SweepPlan plan, CancellationToken cancellation)
{
    /// <summary>Counting over more would take long, and it only confirms the curve.</summary>
    private const long MostCountedBytes = 64L << 20;

    /// <summary>Far enough into memory, and no more than a pass is worth.</summary>
    private const long MostBytesPerCore = 256L << 20;

    /// <summary>The costs of every traversal of the sweeps.</summary>
    /// <param name="visitsOf">Visits by name of the traversal, ns per step.</param>
    /// <param name="caches">The detected caches.</param>
    /// <param name="names">Their names and, last, that of memory.</param>
    public List<TraversalCost> CostsOf(
        IEnumerable<KeyValuePair<string, List<Visit>>> visitsOf, IReadOnlyList<DetectedLevel> caches, IReadOnlyList<string> names)
    {
        var traversals = All().ToDictionary(traversal => traversal.Name);
        var costs = new List<TraversalCost>();
        foreach (var (kind, visits) in visitsOf)
        {
            var traversal = traversals[kind];
            // A stream is timed by the pass, a chase by the load; costs are of passes.
            var passes = visits.Select(visit => visit with { Nanoseconds = visit.Nanoseconds * traversal.StepsPerPass((long)visit.Bytes) }).ToArray();
            var cost = TraversalCostFit.Fit(
                kind, passes, caches, names, settings.Seed, (bytes, seconds) => seconds / traversal.StepsPerPass((long)bytes));
            costs.Add(TraversalMetadata.AddTo(cost, traversal));
        }

        return costs;
    }

    /// <summary>What the passes cost in joules; null where no meter was given.</summary>
    /// <param name="costs">The costs in seconds.</param>
    /// <param name="progress">Told about how long it will still take.</param>
    public EnergyVisits? MeasureEnergy(IReadOnlyList<TraversalCost> costs, Action<TimeSpan> progress)
    {
        if (settings.Meter is not { } meter)
            return null;
        var traversals = All().ToDictionary(traversal => traversal.Name);
        var points = costs.SelectMany(EnergySweep.Choose, (cost, point) => (traversals[cost.Kind], point)).ToArray();
        return PinnedThread.Run(cpus[^1], () =>
        {
            var random = new SplitMix64((ulong)settings.Seed);
            using var buffer = OffHeapBuffer.Allocate(plan.LastBytes, settings.HugePages);
            var protocol = MeasurementSettings.OfThisMachine with { Wait = CancellableWait.Of(cancellation) };
            return new EnergySweep(meter, protocol).Run(points, bytes => buffer.Slice(0, bytes), ref random, progress, cancellation);
        });
    }

    /// <summary>The profile with what all cores do to each other, and with counted misses.</summary>
    public HardwareProfile AddInterference(HardwareProfile profile, IReadOnlyList<DetectedLevel> caches, IReadOnlyList<string> names)
    {
        var most = Math.Min(Math.Min(plan.LastBytes, MostBytesPerCore), GrantedMemory.ShareOfEach(cpus.Count));
        var memoryBytes = (long)Math.Min(most, Math.Max(64L << 20, 4 * (caches.Count == 0 ? 0 : caches[^1].EndBytes)));
        return profile with
        {
            TraversalsAllCores = new AllCoresCosts(simd, cpus, settings).Measure(plan.Sizes(1, most), profile.Levels, caches, names, cancellation),
            LoadedLatency = new LoadedChase(simd, cpus, memoryBytes / ITraversal.Granule * ITraversal.Granule, settings.HugePages)
                .Measure(settings.Seed, cancellation),
            CoreToCore = LinePingPong.Measure(cpus, cancellation),
            Misses = PinnedThread.Run(cpus[^1], () =>
            {
                var random = new SplitMix64((ulong)settings.Seed);
                return MissCounter.Measure(plan.Sizes(2, Math.Min(most, MostCountedBytes)), settings.HugePages, ref random, cancellation);
            }),
        };
    }

    private IEnumerable<ITraversal> All() =>
        [.. PointerChase.All(), .. Streams.Create(simd), .. Streams.CreateFurther(simd)];
}
