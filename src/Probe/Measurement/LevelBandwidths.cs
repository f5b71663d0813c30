using ButterE.Kernels.Simd;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Adds to a level what its streams deliver: for one core from the sweep, for all cores by a run of its own.</summary>
internal sealed class LevelBandwidths(
    SimdPath simd, IReadOnlyList<int?> cpus, ProbeSettings settings, LevelDetection detected, IReadOnlyList<TraversalCost> costs)
{
    /// <summary>The level with its bandwidths; unchanged when the curve does not show it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="index">Its index among the detected levels, memory last; negative when it was not detected.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public MemoryLevel AddTo(MemoryLevel level, int index, CancellationToken cancellation)
    {
        if (index < 0)
            return level;
        var interior = Interior.Of(detected.Levels, index, costs.Max(cost => cost.Points[^1].Bytes));
        return level with
        {
            ReadBytesPerSecond = OneCore("read", interior),
            WriteBytesPerSecond = OneCore("write", interior),
            CopyBytesPerSecond = OneCore("copy", interior),
            AllCores = cpus.Count == 1
                ? null
                : new Bandwidths(AllCores("read", interior, cancellation), AllCores("write", interior, cancellation), AllCores("copy", interior, cancellation)),
        };
    }

    /// <summary>Median over the working sets inside the level; null when none lies there.</summary>
    private double? OneCore(string kind, Interior interior)
    {
        var rates = Points(kind, interior).Select(point => point.Bytes / point.Seconds).Order().ToArray();
        return rates.Length == 0 ? null : Quantile.Interpolated(rates, 0.5);
    }

    private double? AllCores(string kind, Interior interior, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var sizes = Points(kind, interior).Select(point => point.Bytes).ToArray();
        if (sizes.Length == 0)
            return null;
        return BytesOfEach(sizes[0], sizes[^1], cpus.Count, GrantedMemory.ShareOfEach(cpus.Count)) is { } bytes
            ? ConcurrentBandwidth.Measure(
                () => Streams.Create(simd).First(stream => stream.Name == kind), cpus, bytes, settings.HugePages, (ulong)settings.Seed)
            : null;
    }

    /// <summary>
    /// The working set of each core, bytes. The cores together hold one from the middle of the level, so that a shared cache still holds it; each
    /// part must stay above the level below, and a private cache holds its part all the more. Null where the machine has no memory for such parts.
    /// </summary>
    /// <param name="least">Smallest working set inside the level, bytes.</param>
    /// <param name="largest">Largest working set inside the level, bytes.</param>
    /// <param name="cores">How many cores.</param>
    /// <param name="most">Most that each core may have, bytes.</param>
    internal static long? BytesOfEach(double least, double largest, int cores, long most)
    {
        if (least > most)
            return null;
        var bytes = Math.Min(Math.Max(Math.Sqrt(least * largest) / cores, least), most);
        return Math.Max(1, (long)(bytes / ITraversal.Granule)) * ITraversal.Granule;
    }

    private IEnumerable<TraversalPoint> Points(string kind, Interior interior) =>
        costs.First(cost => cost.Kind == kind).Points.Where(point => interior.Contains(point.Bytes));
}
