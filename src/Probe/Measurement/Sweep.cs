using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// Rounds of visits: each round visits every size with every traversal in fresh random order, each visit at a fresh place and with a fresh
/// permutation. Interference comes in spells of seconds; a size visited in every round meets quiet spells whatever the order of sizes.
/// </summary>
internal sealed class Sweep(SweepPlan plan, HugePages hugePages, VisitTimer timer)
{
    private const int ChaseSizesPerOctave = 8, StreamSizesPerOctave = 4, RandomChaseSizesPerOctave = 2;

    /// <summary>New physical pages every few rounds: a physically indexed cache may treat one draw of pages well and the next badly.</summary>
    private const int RoundsPerMapping = 4;

    /// <summary>The full-random chain only shows what translation adds; drawing and writing a longer one costs more time than it tells.</summary>
    private const long MostRandomChaseBytes = 64L << 20;

    private const double ClockSeconds = 2e-3;

    /// <summary>Runs the rounds on the calling thread.</summary>
    public SweepResult Run(IReadOnlyList<ITraversal> streams, ref SplitMix64 random, Action<double> progress, CancellationToken cancellation)
    {
        var visits = Visits(streams);
        var order = visits.ToArray();
        var results = visits.Select(visit => visit.Traversal.Name).Distinct().ToDictionary(name => name, _ => new List<Visit>());
        var clocks = new List<double>();
        var start = Stopwatch.GetTimestamp();
        OffHeapBuffer? buffer = null;
        try
        {
            for (var round = 0; round < plan.MostRounds && !IsOver(start, round); round++)
            {
                if (round % RoundsPerMapping == 0)
                {
                    buffer?.Dispose();
                    buffer = OffHeapBuffer.Allocate(plan.LastBytes, hugePages);
                }

                clocks.Add(CoreClock.Measure(ClockSeconds));
                random.Shuffle(order.AsSpan());
                for (var i = 0; i < order.Length; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var (traversal, bytes) = order[i];
                    var pages = (int)((buffer!.Bytes - bytes) / OffHeapBuffer.PageBytes);
                    var set = buffer.Slice((long)random.Below(pages + 1) * OffHeapBuffer.PageBytes, bytes);
                    if (timer.NanosecondsPerStep(traversal, set, ref random) is { } nanoseconds)
                        results[traversal.Name].Add(new Visit(bytes, nanoseconds, round));
                    progress(Progress(start, round + (i + 1.0) / order.Length));
                }
            }

            return new SweepResult(results, clocks, buffer!.HugePagesAsked);
        }
        finally
        {
            buffer?.Dispose();
        }
    }

    private List<(ITraversal Traversal, long Bytes)> Visits(IReadOnlyList<ITraversal> streams)
    {
        var (local, random) = (new PointerChase(ChainOrder.Local), new PointerChase(ChainOrder.Random));
        var visits = new List<(ITraversal, long)>();
        visits.AddRange(plan.Sizes(ChaseSizesPerOctave).Select(bytes => ((ITraversal)local, bytes)));
        visits.AddRange(plan.Sizes(RandomChaseSizesPerOctave, MostRandomChaseBytes).Select(bytes => ((ITraversal)random, bytes)));
        foreach (var stream in streams)
            visits.AddRange(plan.Sizes(StreamSizesPerOctave).Select(bytes => (stream, bytes)));
        return visits;
    }

    private bool IsOver(long start, int rounds) => rounds >= plan.LeastRounds && Stopwatch.GetElapsedTime(start).TotalSeconds >= plan.Seconds;

    /// <summary>Done is whichever comes later of the time and the least rounds, or the most rounds.</summary>
    private double Progress(long start, double rounds) =>
        Math.Max(rounds / plan.MostRounds, Math.Min(rounds / plan.LeastRounds, Stopwatch.GetElapsedTime(start).TotalSeconds / plan.Seconds));
}
