using ButterE.Kernels.Memory;
using ButterE.Probe.Memory;
using ButterE.Probe.Native;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Counters;

/// <summary>
/// Counts the misses of a pointer chase with the processor's own counters, where the kernel and the hypervisor allow it: a second witness for
/// where the latency curve rises. Without a counter it says why.
/// </summary>
internal static class MissCounter
{
    private const uint HardwareCache = 3;

    // PERF_COUNT_HW_CACHE_*: which cache, from bit 8 the operation (0 load), from bit 16 the result (1 miss).
    private const ulong L1 = 0, LastLevel = 2, Tlb = 3, LoadMisses = 1 << 16;

    private const long MostLoads = 200_000;
    private const int NoPermission = 1, NoAccess = 13;

    /// <summary>Chases on the calling thread.</summary>
    /// <param name="sizes">Working sets, ascending, bytes.</param>
    /// <param name="hugePages">What to ask the kernel for.</param>
    /// <param name="random">Source of the permutations.</param>
    /// <param name="cancellation">Stops between two sizes.</param>
    public static MissCounts Measure(IReadOnlyList<long> sizes, HugePages hugePages, ref SplitMix64 random, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            return new MissCounts("counters are read on Linux only", []);
        using var l1 = Open(L1, out var error);
        using var last = Open(LastLevel, out _);
        using var tlb = Open(Tlb, out _);
        if (l1 is null && last is null && tlb is null)
            return new MissCounts(ReasonOf(error), []);
        var chase = new PointerChase(ChainOrder.Local);
        using var buffer = OffHeapBuffer.Allocate(sizes[^1], hugePages);
        var points = new List<MissPoint>();
        foreach (var bytes in sizes)
        {
            cancellation.ThrowIfCancellationRequested();
            var set = buffer.Slice(0, bytes);
            chase.Prepare(set, ref random);
            var loads = Math.Min(MostLoads, 20 * chase.StepsPerPass(bytes));
            var before = (L1: l1?.Read(), Last: last?.Read(), Tlb: tlb?.Read());
            chase.Run(set, loads);
            points.Add(new MissPoint(bytes, PerLoad(l1, before.L1, loads), PerLoad(last, before.Last, loads), PerLoad(tlb, before.Tlb, loads)));
        }

        return new MissCounts(null, points);
    }

    /// <summary>Why there is no counter, from the system's error number.</summary>
    internal static string ReasonOf(int error) => error is NoPermission or NoAccess
        ? "the kernel permits no counters to this user; sysctl kernel.perf_event_paranoid=2 or CAP_PERFMON would"
        : "the processor or its hypervisor offers no cache-miss counters to this system";

    private static PerfEvent? Open(ulong cache, out int error) =>
        PerfEvent.Open(HardwareCache, cache | LoadMisses, PerfEvent.ProgramOnly, PerfEvent.CallingThread, PerfEvent.AnyProcessor, out error);

    private static double? PerLoad(PerfEvent? counter, ulong? before, long loads) => (double?)(counter?.Read() - before) / loads;
}
