using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Bandwidth of several cores at once, each on a working set of its own.</summary>
internal static class ConcurrentBandwidth
{
    private const int Repetitions = 5;
    private const double Seconds = 0.02;

    /// <summary>Bytes per second of all cores together; the best repetition, since a disturbance of any one core slows all.</summary>
    /// <param name="createTraversal">Makes the traversal of one core.</param>
    /// <param name="cpus">One entry per core.</param>
    /// <param name="bytesPerCore">Working set of each core, bytes.</param>
    /// <param name="hugePages">What to ask the kernel for.</param>
    /// <param name="seed">Seed of what the traversals draw.</param>
    public static double Measure(Func<ITraversal> createTraversal, IReadOnlyList<int?> cpus, long bytesPerCore, HugePages hugePages, ulong seed) =>
        Repeat(createTraversal, cpus, bytesPerCore, hugePages, seed).Max();

    /// <summary>The same, every repetition.</summary>
    /// <inheritdoc cref="Measure"/>
    public static double[] Repeat(Func<ITraversal> createTraversal, IReadOnlyList<int?> cpus, long bytesPerCore, HugePages hugePages, ulong seed)
    {
        var spans = PinnedThread.RunAll(cpus, (index, rendezvous) =>
        {
            var random = new SplitMix64(seed + (ulong)index);
            var traversal = createTraversal();
            using var buffer = OffHeapBuffer.Allocate(bytesPerCore, hugePages);
            var set = buffer.Slice(0, bytesPerCore);
            traversal.Prepare(set, ref random);
            rendezvous.Wait();
            var passes = PassesIn(Seconds, traversal, set);
            var spans = new (long Start, long End, double Bytes)[Repetitions];
            for (var i = 0; i < spans.Length; i++)
            {
                rendezvous.Wait();
                var start = Stopwatch.GetTimestamp();
                traversal.Run(set, passes);
                spans[i] = (start, Stopwatch.GetTimestamp(), (double)passes * traversal.BytesPerPass(bytesPerCore));
            }

            return spans;
        });
        return [.. Enumerable.Range(0, Repetitions).Select(i =>
            spans.Sum(core => core[i].Bytes)
            / Stopwatch.GetElapsedTime(spans.Min(core => core[i].Start), spans.Max(core => core[i].End)).TotalSeconds)];
    }

    private static long PassesIn(double seconds, ITraversal traversal, WorkingSet set)
    {
        for (var passes = 1L; ; passes *= 2)
        {
            var start = Stopwatch.GetTimestamp();
            traversal.Run(set, passes);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (elapsed > seconds / 4)
                return Math.Max(1, (long)(passes * seconds / elapsed));
        }
    }
}
