using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>The levels of a device: shared memory, the caches that one multiprocessor sees, and its memory.</summary>
/// <param name="device">The device.</param>
/// <param name="access">Its memory.</param>
/// <param name="timer">Times a visit.</param>
/// <param name="plan">How it was measured.</param>
/// <param name="detected">The caches that the chase shows.</param>
/// <param name="costs">Costs of one multiprocessor.</param>
/// <param name="seed">Seed of the order of sizes.</param>
internal sealed class DeviceLevels(
    GpuDevice device, MemoryAccess access, DeviceTimer timer, DevicePlan plan, LevelDetection detected, IReadOnlyList<TraversalCost> costs,
    int seed)
{
    private const string Source = "device";
    private readonly int units = access.Units;

    /// <summary>Name of the memory of a device.</summary>
    public static string MemoryOf(GpuDevice device) => device.IsHostProcessor ? LevelReconciliation.MemoryName : "VRAM";

    /// <summary>The levels, shared memory first.</summary>
    /// <param name="random">Source of the chains.</param>
    public IReadOnlyList<MemoryLevel> All(ref SplitMix64 random)
    {
        var levels = new List<MemoryLevel> { Shared(ref random) };
        var caches = LevelReconciliation.Caches(
            detected.Levels, [.. Enumerable.Range(1, detected.Levels.Count)], Declared(detected.Levels.Count), units);
        for (var k = 0; k < caches.Count; k++)
        {
            var level = device.IsHostProcessor ? caches[k] : OfDevice(caches[k], isFirst: k == 0);
            // Only of the last: below, the caches of all multiprocessors together would be taken for it.
            if (k == caches.Count - 1 && k > 0 && units > 1 && level.CapacityBytes is { } capacity)
                level = level with { CapacityOfAllBytes = new CapacityOfAll(access, timer, plan.RoundsOfAll).Of(capacity, seed) };
            levels.Add(WithBandwidths(level, k, ref random));
        }

        levels.Add(WithBandwidths(new MemoryLevel
        {
            Name = MemoryOf(device),
            CapacityBytes = device.MemoryBytes,
            Source = "reported",
            Instances = 1,
            SharedBy = units,
            LatencyNs = detected.LastPlateauNs,
        }, caches.Count, ref random));
        return levels;
    }

    // The driver reports the cache that all multiprocessors share: the last one.
    private DeclaredCache[] Declared(int caches) => device.CacheBytes is not { } bytes || caches == 0 ? [] :
    [
        device.IsHostProcessor
            ? new(Source, caches, bytes, units, DeclaredCache.Low, "the driver repeats what the processor says of itself")
            : new(Source, caches, bytes, units),
    ];

    // The first cache of a multiprocessor is its own.
    private MemoryLevel OfDevice(MemoryLevel level, bool isFirst) => level with
    {
        SharedBy = isFirst ? 1 : units,
        Instances = isFirst ? units : 1,
    };

    private MemoryLevel Shared(ref SplitMix64 random)
    {
        var chase = new DeviceChase(access, ChainOrder.Local, plan.NodeBytes, isShared: true);
        var latency = timer.NanosecondsPerStep(chase, new WorkingSet(0, MemoryAccess.SharedBytes / 2), ref random);
        return new MemoryLevel
        {
            Name = HardwareProfile.SharedName,
            CapacityBytes = device.RequestableSharedBytes ?? device.SharedBytes,
            Source = "reported",
            Instances = units,
            SharedBy = 1,
            LatencyNs = latency,
            ReadBytesPerSecond = Rate(1, ref random),
            AllCores = units == 1 ? null : new Bandwidths(Rate(units, ref random)),
        };

        double Rate(int groups, ref SplitMix64 source)
        {
            var read = new DeviceStream("read", access, groups, (_, count, passes) => access.ReadShared(count, passes));
            return 1e9 * groups * MemoryAccess.SharedBytes / timer.NanosecondsPerStep(read, new WorkingSet(0, MemoryAccess.SharedBytes), ref source);
        }
    }

    private MemoryLevel WithBandwidths(MemoryLevel level, int k, ref SplitMix64 random)
    {
        var interior = Interior.Of(detected.Levels, k);
        var last = costs.Max(cost => cost.Points[^1].Bytes);
        // Below the last octave of memory a cache still serves part of a pass.
        if (k == detected.Levels.Count)
            interior = new Interior(Math.Max(interior.FromBytes, last / 2), last);
        return level with
        {
            ReadBytesPerSecond = OfOne("read", interior),
            WriteBytesPerSecond = OfOne("write", interior),
            CopyBytesPerSecond = OfOne("copy", interior),
            AllCores = units == 1 ? null : OfAll(level, interior, ref random),
        };
    }

    private double? OfOne(string kind, Interior interior)
    {
        var rates = costs.First(cost => cost.Kind == kind).Points.Where(point => interior.Contains(point.Bytes))
            .Select(point => point.Bytes / point.Seconds).Order().ToArray();
        return rates.Length == 0 ? null : Quantile.Interpolated(rates, 0.5);
    }

    // One set from the middle of the level: each multiprocessor has its own part, which must be beyond the level below; null where none fits both.
    private Bandwidths? OfAll(MemoryLevel level, Interior interior, ref SplitMix64 random)
    {
        var (least, most) = (units * Math.Max(interior.FromBytes, 1), (level.Instances ?? 1) * Math.Min(interior.ToBytes, access.Bytes));
        var streams = DeviceStream.All(access, units);
        var bytes = streams[0].Fitting((long)Math.Min(Math.Sqrt(least * most), access.Bytes));
        if (interior.FromBytes == 0)
            bytes = streams[0].Fitting((long)Math.Min(most / 2, access.Bytes));
        if (bytes == 0 || (interior.FromBytes > 0 && least > most))
            return null;
        var rates = new double[streams.Count];
        for (var i = 0; i < rates.Length; i++)
            rates[i] = 1e9 * bytes / timer.NanosecondsPerStep(streams[i], new WorkingSet(0, bytes), ref random);
        return new Bandwidths(rates[0], rates[1], rates[2]);
    }
}
