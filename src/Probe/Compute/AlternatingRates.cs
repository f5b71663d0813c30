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

    /// <summary>Measures on pinned threads, one per core, that start every turn together and repeat their work equally often.</summary>
    /// <param name="cpus">One entry per core; see <see cref="PinnedThread"/>.</param>
    /// <param name="ceiling">The ceiling of one core.</param>
    /// <param name="work">The work of each core: its own, or its part of something common.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="cancellation">Stops before the measurement.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static RateRound[] Measure(
        IReadOnlyList<int?> cpus, RepeatableWork ceiling, IReadOnlyList<RepeatableWork> work, int rounds, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var barrier = new Barrier(cpus.Count);
        var asked = new long[2, cpus.Count];
        var spans = new (long Start, long End)[rounds, 2, cpus.Count];
        var repetitions = PinnedThread.RunAll(cpus, core =>
        {
            RepeatableWork[] turns = [ceiling, work[core]];
            var counts = new long[turns.Length];
            for (var turn = 0; turn < turns.Length; turn++)
            {
                barrier.SignalAndWait();
                asked[turn, core] = turns[turn].RepetitionsIn(TurnSeconds);
                barrier.SignalAndWait();
                // Parts of something common are repeated equally often, as often as the largest part allows.
                counts[turn] = Enumerable.Range(0, cpus.Count).Min(other => asked[turn, other]);
            }

            for (var round = 0; round < rounds; round++)
            {
                for (var turn = 0; turn < turns.Length; turn++)
                {
                    barrier.SignalAndWait();
                    var start = Stopwatch.GetTimestamp();
                    turns[turn].Repeat(counts[turn]);
                    spans[round, turn, core] = (start, Stopwatch.GetTimestamp());
                }
            }

            return counts;
        })[0];
        double[] flops = [ceiling.Flops * cpus.Count, work.Sum(part => part.Flops)];
        return [.. Enumerable.Range(0, rounds).Select(round => new RateRound(Rate(round, 0), Rate(round, 1)))];

        double Rate(int round, int turn)
        {
            var cores = Enumerable.Range(0, cpus.Count).Select(core => spans[round, turn, core]).ToArray();
            return flops[turn] * repetitions[turn] / Stopwatch.GetElapsedTime(cores.Min(span => span.Start), cores.Max(span => span.End)).TotalSeconds;
        }
    }
}
