using System.Diagnostics;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Compute;

/// <summary>What one round measured of all cores together, FLOP/s.</summary>
/// <param name="Ceiling">The multiply-add ceiling.</param>
/// <param name="Work">The work, right after it.</param>
internal readonly record struct RateRound(double Ceiling, double Work);

/// <summary>
/// The rate of some work beside the arithmetic ceiling: both are measured in turns, so that a clock that changes or a neighbour that
/// takes a share hits both, and the ratio of a round stands where the rates do not.
/// </summary>
internal static class AlternatingRates
{
    /// <summary>Time of one turn, s: a thousand times what it takes to start the cores together, and far below a change of the clock.</summary>
    private const double TurnSeconds = 0.01;

    /// <summary>Below this share of its time on its processor a core shared a turn with somebody else.</summary>
    private const double LeastCpuShare = 0.97;

    /// <summary>How often a disturbed round is made good by another one, in the mean, before the least disturbed must do.</summary>
    private const int MostAttempts = 4;

    /// <summary>Measures on pinned threads, one per core, that start every turn together and repeat their work equally often.</summary>
    /// <param name="cpus">One entry per core; see <see cref="PinnedThread"/>.</param>
    /// <param name="ceiling">The ceiling of one core.</param>
    /// <param name="work">The work of each core: its own, or its part of something common.</param>
    /// <param name="rounds">Rounds wanted.</param>
    /// <param name="cancellation">Stops between two rounds.</param>
    /// <returns>The rounds in which the threads were least kept off their processors.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static IReadOnlyList<RateRound> Measure(
        IReadOnlyList<int?> cpus, RepeatableWork ceiling, IReadOnlyList<RepeatableWork> work, int rounds, CancellationToken cancellation = default)
    {
        var ceilings = Enumerable.Repeat(ceiling, cpus.Count).ToArray();
        // Parts of something common are repeated equally often, as often as the largest part allows.
        var (ceilingTimes, workTimes) = (Repetitions(cpus, ceilings), Repetitions(cpus, work));
        var measured = new List<(RateRound Round, double CpuShare)>();
        while (measured.Count(round => round.CpuShare >= LeastCpuShare) < rounds && measured.Count < MostAttempts * rounds)
        {
            cancellation.ThrowIfCancellationRequested();
            var (top, topShare) = Turn(cpus, ceilings, ceilingTimes);
            var (rate, share) = Turn(cpus, work, workTimes);
            measured.Add((new RateRound(top, rate), Math.Min(topShare, share)));
        }

        return [.. measured.OrderByDescending(round => Math.Min(round.CpuShare, LeastCpuShare)).Take(rounds).Select(round => round.Round)];
    }

    private static long Repetitions(IReadOnlyList<int?> cpus, IReadOnlyList<RepeatableWork> work) =>
        PinnedThread.RunAll(cpus, (core, _) => work[core].RepetitionsIn(TurnSeconds)).Min();

    /// <summary>One turn of all cores: FLOP/s of them together, and the smallest share of the time that one of them had its processor.</summary>
    /// <param name="cpus">One entry per core; see <see cref="PinnedThread"/>.</param>
    /// <param name="work">The work of each core.</param>
    /// <param name="repetitions">How often each does it.</param>
    public static (double Rate, double CpuShare) Turn(IReadOnlyList<int?> cpus, IReadOnlyList<RepeatableWork> work, long repetitions)
    {
        var spans = PinnedThread.RunAll(cpus, (core, start) =>
        {
            start.Wait();
            var (from, usage) = (Stopwatch.GetTimestamp(), ThreadUsage.Read());
            work[core].Repeat(repetitions);
            return (From: from, To: Stopwatch.GetTimestamp(), CpuShare: ThreadUsage.Read().CpuShareSince(usage));
        });
        var elapsed = Stopwatch.GetElapsedTime(spans.Min(span => span.From), spans.Max(span => span.To));
        return (work.Sum(part => part.Flops) * repetitions / elapsed.TotalSeconds, spans.Min(span => span.CpuShare));
    }
}
