using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;
using ButterE.Probe.Interference;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;
using ButterE.Probe.Traversals;

namespace ButterE.Bench.Ceilings;

/// <summary>What no program can pass on some cores of this machine: their multiply-adds and their memory traffic, by the probe's own means.</summary>
internal sealed class MachineCeilings
{
    private const int Rounds = 7;

    /// <summary>
    /// Streams over so much measure memory: four times the declared last level, within limits because that may be the sum over a package.
    /// </summary>
    private const long LeastMemoryBytes = 256L << 20, MostMemoryBytes = 1L << 30;

    private readonly IReadOnlyList<int?> cpus;
    private readonly SimdPath path = SimdSelection.Choose();

    /// <summary>Chooses the cores.</summary>
    /// <param name="threads">Threads at most; no more than the granted cores are used.</param>
    public MachineCeilings(int threads) => cpus = GrantedCores.ForMeasuring(threads);

    /// <summary>Cores that take part.</summary>
    public int ThreadsUsed => cpus.Count;

    /// <summary>The SIMD path.</summary>
    public string Simd => SimdSelection.NameOf(path);

    /// <summary>A working set that no cache holds, bytes.</summary>
    public static long MemoryBytes()
    {
        var declared = DeclaredCaches.MostCredible(DeclaredCaches.Read()) is [.., var last] ? last.Bytes : 0;
        return Math.Clamp(4 * declared, LeastMemoryBytes, MostMemoryBytes);
    }

    /// <summary>Multiply-adds of the cores together, FLOP/s: the best of some turns, since a ceiling is what cannot be passed.</summary>
    public double FlopsPerSecond()
    {
        var ceiling = Arithmetic.Of(path).Ceiling;
        var rounds = AlternatingRates.Measure(cpus, ceiling, [.. cpus.Select(_ => ceiling)], Rounds);
        return rounds.Max(round => Math.Max(round.Ceiling, round.Work));
    }

    /// <summary>Bytes per second, loads plus stores, that the cores together update in place.</summary>
    /// <param name="workingSetBytes">Bytes that they touch together.</param>
    public double BytesPerSecond(long workingSetBytes)
    {
        var granules = Math.Max(1, workingSetBytes / cpus.Count / ITraversal.Granule);
        return ConcurrentBandwidth.Measure(CreateUpdate, cpus, granules * ITraversal.Granule, HugePages.Auto, seed: 1);
    }

    /// <summary>
    /// One way of a line between the two cores that are farthest apart, s; null with one core, or where threads cannot be pinned. A host that moves the
    /// processors of a virtual machine may change it from minute to minute.
    /// </summary>
    public double? SlowestLineSeconds() => LinePingPong.Measure(cpus, default)?.OneWayNs.SelectMany(row => row).Max() / 1e9;

    /// <summary>What the system takes of the processor of which it takes most.</summary>
    public SystemNoise Noise() => SystemNoise.OfNoisiest(cpus);

    private ITraversal CreateUpdate() => path switch
    {
        SimdPath.V512 => new StreamUpdate<V512>(),
        SimdPath.V256 => new StreamUpdate<V256>(),
        SimdPath.V128 => new StreamUpdate<V128>(),
        _ => new StreamUpdate<V1>(),
    };
}
