using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// Rounds of visits of the traversals that find no level but only cost something: update, stores past the caches, and the engine's own. They have
/// a time of their own, so that the sweep that finds the levels is no coarser for them.
/// </summary>
/// <param name="Seconds">Time to stop after, once the least number of rounds is done.</param>
/// <param name="LeastRounds">Rounds to make in any case: fewer give no interval.</param>
internal sealed record FurtherSweep(double Seconds, int LeastRounds)
{
    private const int SizesPerOctave = 2;

    /// <summary>Far enough into memory for its slope; a product or Adam over more would take most of the time.</summary>
    private const long MostBytes = 256L << 20;

    public static FurtherSweep Of(bool quick) => quick ? new(3, 4) : new(18, 8);

    /// <summary>Runs the rounds on the calling thread; undisturbed visits by name of the traversal, ns per pass.</summary>
    public Dictionary<string, List<Visit>> Run(
        SimdPath simd, SweepPlan plan, HugePages hugePages, VisitTimer timer, ref SplitMix64 random, CancellationToken cancellation)
    {
        var streams = Streams.CreateFurther(simd);
        var visits = streams.SelectMany(_ => plan.Sizes(SizesPerOctave, MostBytes), (stream, bytes) => (Stream: stream, Bytes: bytes)).ToArray();
        var results = streams.ToDictionary(stream => stream.Name, _ => new List<Visit>());
        using var buffer = OffHeapBuffer.Allocate(Math.Min(plan.LastBytes, MostBytes), hugePages);
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < LeastRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds; round++)
        {
            random.Shuffle(visits.AsSpan());
            foreach (var (stream, bytes) in visits)
            {
                cancellation.ThrowIfCancellationRequested();
                var pages = (int)((buffer.Bytes - bytes) / OffHeapBuffer.PageBytes);
                var set = buffer.Slice((long)random.Below(pages + 1) * OffHeapBuffer.PageBytes, bytes);
                if (timer.NanosecondsPerStep(stream, set, ref random) is { } nanoseconds)
                    results[stream.Name].Add(new Visit(bytes, nanoseconds, round));
            }
        }

        return results;
    }
}
