using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Interference;

/// <summary>
/// Latency of memory on one core while the others read from memory, faster from point to point: the operating point of a busy machine (Mess,
/// Intel MLC and multichase call it loaded latency).
/// </summary>
/// <param name="simd">Width of the streams.</param>
/// <param name="cpus">Granted cores; the last one chases.</param>
/// <param name="bytes">Working set of each core, bytes: one that lies in memory.</param>
/// <param name="hugePages">What to ask the kernel for.</param>
internal sealed class LoadedChase(SimdPath simd, IReadOnlyList<int?> cpus, long bytes, HugePages hugePages)
{
    /// <summary>Share of its time that a stream waits, falling: the last point streams without a pause.</summary>
    private static readonly double[] Pauses = [1, 0.9, 0.75, 0.5, 0.25, 0];

    private const int Batches = 15;
    private const double BatchSeconds = 5e-3;

    /// <summary>A stretch of a stream between two pauses, bytes: short against the time of a batch.</summary>
    private const long ChunkBytes = 256 << 10;

    /// <summary>One point per rate of the streams; null with one core.</summary>
    public IReadOnlyList<LoadedLatencyPoint>? Measure(int seed, CancellationToken cancellation)
    {
        if (cpus.Count < 2)
            return null;
        var points = new List<LoadedLatencyPoint>();
        foreach (var pause in Pauses)
        {
            cancellation.ThrowIfCancellationRequested();
            points.Add(Point(pause, seed));
        }

        return points;
    }

    private LoadedLatencyPoint Point(double pause, int seed)
    {
        using var over = new CancellationTokenSource();
        var results = PinnedThread.RunAll(cpus, (index, ready) =>
        {
            using var buffer = OffHeapBuffer.Allocate(bytes, hugePages);
            var set = buffer.Slice(0, bytes);
            return index == cpus.Count - 1 ? Chase(set, seed, ready, over) : Stream(set, pause, ready, over.Token);
        });
        return new LoadedLatencyPoint(results[..^1].Sum(), results[^1]);
    }

    /// <summary>ns per load: a low quantile of the batches. Other cores are meant to disturb this thread, but only through memory.</summary>
    private static double Chase(WorkingSet set, int seed, Rendezvous ready, CancellationTokenSource over)
    {
        try
        {
            var random = new SplitMix64((ulong)seed);
            // Prefetchers that watch pages answer half of the loads of a chain inside blocks on some processors; this one leaves them little, and has a
            // quarter of a translation in a load.
            var chase = new PointerChase(ChainOrder.Spread);
            chase.Prepare(set, ref random);
            ready.Wait();
            var loads = 1000L;
            var batches = new double[Batches];
            for (var i = 0; i < Batches; i++)
            {
                var start = Stopwatch.GetTimestamp();
                chase.Run(set, loads);
                batches[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / loads;
                loads = Math.Max(100, (long)(BatchSeconds * 1e9 / batches[i]));
            }

            return Quantile.AtOrBelow(batches.Order().ToArray(), Quantile.Undisturbed);
        }
        finally
        {
            over.Cancel();
        }
    }

    /// <summary>Bytes per second that one stream read from the first load of the chase to its last.</summary>
    private double Stream(WorkingSet set, double pause, Rendezvous ready, CancellationToken over)
    {
        var read = Streams.Create(simd).First(stream => stream.Name == "read");
        var chunks = set.Bytes / ChunkBytes;
        ready.Wait();
        var (start, done) = (Stopwatch.GetTimestamp(), 0L);
        while (!over.IsCancellationRequested)
        {
            if (pause == 1)
            {
                Thread.SpinWait(100);
                continue;
            }

            var begun = Stopwatch.GetTimestamp();
            read.Run(new WorkingSet(set.Address + (nint)(done % chunks * ChunkBytes), ChunkBytes), 1);
            done++;
            var until = begun + (long)((Stopwatch.GetTimestamp() - begun) / (1 - pause));
            while (Stopwatch.GetTimestamp() < until && !over.IsCancellationRequested)
                Thread.SpinWait(10);
        }

        return done * ChunkBytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
