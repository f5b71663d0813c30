using ButterE.Kernels;
using ButterE.Kernels.Memory;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// How far a sweep must go: until an octave of working sets costs the same, which no declared size can promise. A declared size that
/// nothing refutes only makes the sweep longer, so that the curve itself can show whether the machine lied.
/// </summary>
internal static class MemoryPlateau
{
    /// <summary>Latencies an octave apart within this ratio are on one plateau.</summary>
    private const double Flat = 1.15;

    /// <summary>The sweep goes at least this far: more than the largest cache that one core reaches on today's processors (96 MiB).</summary>
    private const long LeastBytes = 128L << 20;

    /// <summary>
    /// The sweep goes no further than this unless a believable cache is declared that large: where latency creeps on, more memory is not what ends it.
    /// </summary>
    private const long MostBytes = 256L << 20;

    private const long FirstBytes = 8L << 20;
    private const int VisitsPerSize = 3;

    /// <summary>Largest working set of the sweep, bytes.</summary>
    /// <exception cref="UnavailableException">The memory granted is too small to leave the caches.</exception>
    public static long FindEnd(
        VisitTimer timer, HugePages hugePages, IReadOnlyList<DeclaredCache> declared, ref SplitMix64 random, CancellationToken cancellation)
    {
        var most = GrantedMemory.AvailableBytes / 4;
        if (most < FirstBytes)
            throw new UnavailableException($"memory: {GrantedMemory.AvailableBytes} bytes are available; the probe needs at least {4 * FirstBytes}");
        var claimed = declared.Where(cache => cache.Trust != DeclaredCache.None).Select(cache => cache.Bytes).DefaultIfEmpty(0).Max();
        var least = Math.Max(LeastBytes, 2 * claimed);
        most = Math.Min(most, Math.Max(MostBytes, 2 * claimed));
        var chase = new PointerChase(ChainOrder.Local);
        var bytes = FirstBytes;
        for (var previous = double.PositiveInfinity; 2 * bytes <= most; bytes *= 2)
        {
            using var buffer = OffHeapBuffer.Allocate(bytes, hugePages);
            var latency = double.PositiveInfinity;
            for (var visit = 0; visit < VisitsPerSize; visit++)
            {
                cancellation.ThrowIfCancellationRequested();
                latency = Math.Min(latency, timer.NanosecondsPerStep(chase, buffer.Slice(0, bytes), ref random) ?? double.PositiveInfinity);
            }

            if (bytes >= least && latency < Flat * previous)
                return bytes;
            previous = latency;
        }

        return bytes;
    }
}
