using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>One traversal over one working set, measured as in a sweep: what other tools can be laid beside.</summary>
public static class SinglePoints
{
    private const int Visits = 12;
    private const int Samples = 3;
    private const double SampleSeconds = 0.5, ClockedSeconds = 1e-3;

    /// <summary>Measures on one granted core.</summary>
    /// <param name="kind">Name of the traversal, such as <c>read</c> or <c>chase</c>.</param>
    /// <param name="bytes">Working set, bytes; rounded down to a multiple of 1,024.</param>
    /// <param name="hugePages">What to ask the kernel for.</param>
    /// <param name="seed">Seed of the places and permutations.</param>
    /// <returns>
    /// Seconds of one pass, or of one load of a chase: the low quantile of the undisturbed visits, as a sweep takes it, and the best of three means
    /// over half a second each, as the peers take it. And the bytes that a pass moves.
    /// </returns>
    /// <exception cref="InputException">No traversal has that name, or the working set is below 4,096 bytes.</exception>
    /// <exception cref="Kernels.UnavailableException">There is not so much memory.</exception>
    /// <exception cref="InsufficientDataException">Every visit was disturbed.</exception>
    public static (double Seconds, double HeldSeconds, long BytesMoved) Measure(string kind, long bytes, HugePages hugePages, int seed)
    {
        var simd = SimdSelection.Choose();
        ITraversal[] all =
        [
            .. PointerChase.All(), .. Streams.Create(simd), .. Streams.CreateFurther(simd),
        ];
        if (all.FirstOrDefault(traversal => traversal.Name == kind) is not { } chosen)
            throw new InputException($"traversal {kind}: must be one of {string.Join(", ", all.Select(traversal => traversal.Name))}");
        if (bytes < OffHeapBuffer.PageBytes)
            throw new InputException($"working set of {bytes} bytes: must be at least {OffHeapBuffer.PageBytes}");
        if (bytes > GrantedMemory.AvailableBytes)
            throw new Kernels.UnavailableException($"working set of {bytes} bytes: {GrantedMemory.AvailableBytes} bytes of memory are available");
        var size = bytes / ITraversal.Granule * ITraversal.Granule;
        return PinnedThread.Run(GrantedCores.ForMeasuring(1)[0], () =>
        {
            var (random, timer) = (new SplitMix64((ulong)seed), new VisitTimer());
            var kept = new List<double>();
            for (var visit = 0; visit < Visits; visit++)
            {
                using var buffer = OffHeapBuffer.Allocate(size, hugePages);
                if (timer.NanosecondsPerStep(chosen, buffer.Slice(0, size), ref random) is { } nanoseconds)
                    kept.Add(nanoseconds);
            }

            using var held = OffHeapBuffer.Allocate(size, hugePages);
            var heldSeconds = Hold(chosen, held.Slice(0, size), ref random);
            return kept.Count == 0
                ? throw new InsufficientDataException($"{kind} over {size} bytes: every visit was disturbed; try again on a quieter machine")
                : (Quantile.AtOrBelow(kept.Order().ToArray(), Quantile.Undisturbed) * 1e-9, heldSeconds, chosen.BytesPerPass(size));
        });
    }

    private static double Hold(ITraversal traversal, WorkingSet set, ref SplitMix64 random)
    {
        traversal.Prepare(set, ref random);
        // One pass brings the set where it stays; then as many at a time as make reading the clock cost nothing.
        var steps = traversal.StepsPerPass(set.Bytes);
        while (Seconds(steps) < ClockedSeconds)
            steps *= 2;
        return Enumerable.Range(0, Samples).Min(_ =>
        {
            var (done, seconds) = (0L, 0.0);
            while (seconds < SampleSeconds)
            {
                seconds += Seconds(steps);
                done += steps;
            }

            return seconds / done;
        });

        double Seconds(long count)
        {
            var start = Stopwatch.GetTimestamp();
            traversal.Run(set, count);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
