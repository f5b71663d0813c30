using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Probe.Caches;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// Rounds of visits: each round visits every size with every traversal in fresh random order, each visit at a fresh place and with a fresh
/// permutation. Interference comes in spells of seconds; a size visited in every round meets quiet spells whatever the order of sizes.
/// Then further rounds of the chase alone, over the transition whose interval is the widest.
/// </summary>
internal sealed class Sweep(SweepPlan plan, HugePages hugePages, VisitTimer timer, ulong seed, PagePlacement? pages)
{
    private const int ChaseSizesPerOctave = 8, SpreadSizesPerOctave = 2, StreamSizesPerOctave = 4;

    /// <summary>New physical pages every few rounds: a physically indexed cache may treat one draw of pages well and the next badly.</summary>
    private const int RoundsPerMapping = 4;

    private const double ClockSeconds = 2e-3;

    // Parts of the run, for the order of visits.
    private const int RoundsPart = 2, FocusPart = 3;

    private readonly PointerChase local = new(ChainOrder.Local), random = new(ChainOrder.Random), spread = new(ChainOrder.Spread);
    private readonly Dictionary<string, List<Visit>> results = [];
    private readonly List<double> clocks = [];
    private readonly List<RejectedVisit> rejected = [];
    private OffHeapBuffer? buffer;

    /// <summary>Runs the rounds on the calling thread.</summary>
    public SweepResult Run(IReadOnlyList<ITraversal> streams, Action<double> progress, CancellationToken cancellation)
    {
        var visits = Visits(streams);
        foreach (var (traversal, _) in visits)
            results.TryAdd(traversal.Name, []);
        try
        {
            var start = Stopwatch.GetTimestamp();
            var round = 0;
            for (; round < plan.MostRounds && !IsOver(start, round); round++)
                Round(visits, RoundsPart, round, done => progress(plan.Seconds / (plan.Seconds + plan.FocusSeconds) * Done(start, round + done)), cancellation);
            var focused = Focus(round, progress, cancellation);
            return new SweepResult(results, clocks, buffer!.HugePagesAsked, rejected, focused);
        }
        finally
        {
            buffer?.Dispose();
        }
    }

    private void Round(
        IReadOnlyList<(ITraversal Traversal, long Bytes)> visits, int part, int round, Action<double> progress, CancellationToken cancellation)
    {
        if (buffer is null || round % RoundsPerMapping == 0)
        {
            buffer?.Dispose();
            buffer = OffHeapBuffer.Allocate(plan.LastBytes, hugePages);
        }

        clocks.Add(CoreClock.Measure(ClockSeconds));
        var choices = VisitOrder.Of(seed, part, round);
        var order = visits.ToArray();
        choices.Shuffle(order.AsSpan());
        for (var i = 0; i < order.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (traversal, bytes) = order[i];
            var places = (int)((buffer.Bytes - bytes) / OffHeapBuffer.PageBytes);
            var set = buffer.Slice((long)choices.Below(places + 1) * OffHeapBuffer.PageBytes, bytes);
            if (timer.NanosecondsPerStep(traversal, set, ref choices) is { } nanoseconds)
                results[traversal.Name].Add(new Visit(bytes, nanoseconds, round));
            else
                rejected.Add(new RejectedVisit(traversal.Name, bytes, round));
            progress((i + 1.0) / order.Length);
        }
    }

    /// <summary>Spends what time is left on one transition after the other; returns the number of visits.</summary>
    private int Focus(int firstRound, Action<double> progress, CancellationToken cancellation)
    {
        var visits = results[local.Name];
        var before = visits.Count;
        var start = Stopwatch.GetTimestamp();
        var focus = new WidestTransition(plan, pages);
        double Elapsed() => Stopwatch.GetElapsedTime(start).TotalSeconds;
        for (var round = firstRound; Elapsed() < plan.FocusSeconds && focus.Next(visits, (int)seed) is { } sizes; round++)
        {
            Round([.. sizes.Select(bytes => ((ITraversal)local, bytes))], FocusPart, round, _ => { }, cancellation);
            progress((plan.Seconds + Math.Min(Elapsed(), plan.FocusSeconds)) / (plan.Seconds + plan.FocusSeconds));
        }

        return visits.Count - before;
    }

    private List<(ITraversal Traversal, long Bytes)> Visits(IReadOnlyList<ITraversal> streams)
    {
        var visits = new List<(ITraversal, long)>();
        visits.AddRange(plan.Sizes(ChaseSizesPerOctave).Select(bytes => ((ITraversal)local, bytes)));
        visits.AddRange(plan.Sizes(plan.RandomSizesPerOctave, plan.MostRandomBytes).Select(bytes => ((ITraversal)random, bytes)));
        // Sizes of the full-random chain, with which it is compared inside the levels; their transitions matter to neither.
        visits.AddRange(plan.Sizes(SpreadSizesPerOctave, plan.MostRandomBytes).Select(bytes => ((ITraversal)spread, bytes)));
        foreach (var stream in streams)
            visits.AddRange(plan.Sizes(StreamSizesPerOctave).Select(bytes => (stream, bytes)));
        return visits;
    }

    private bool IsOver(long start, int rounds) => rounds >= plan.LeastRounds && Stopwatch.GetElapsedTime(start).TotalSeconds >= plan.Seconds;

    /// <summary>Done is whichever comes later of the time and the least rounds, or the most rounds.</summary>
    private double Done(long start, double rounds) =>
        Math.Max(rounds / plan.MostRounds, Math.Min(rounds / plan.LeastRounds, Stopwatch.GetElapsedTime(start).TotalSeconds / plan.Seconds));
}
