using System.Diagnostics;
using ButterE.Bench.Turns;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Training;
using ButterE.Probe.Levels;

namespace ButterE.Bench.Scaling;

/// <summary>
/// How many times as fast a step is with all of some cores as with one of them. One thread on each core and all together take turns within milliseconds: on a
/// shared machine cores differ, and from one second to the next.
/// </summary>
/// <param name="OneSeconds">Time with one thread on a core of average speed, the harmonic mean over the cores; median of the rounds, s.</param>
/// <param name="AllSeconds">Time with all, s.</param>
/// <param name="Gain">The former over the latter, median of the ratios of the rounds.</param>
/// <param name="Rounds">Rounds.</param>
/// <param name="GainApart">The gain of those rounds in which the processors had the multipliers of as many cores; null when there were less than five.</param>
/// <param name="RoundsApart">Their number.</param>
internal sealed record StepScaling(double OneSeconds, double AllSeconds, double Gain, int Rounds, double? GainApart, int RoundsApart)
{
    private const int LeastRounds = 7, LeastRoundsApart = 5;

    /// <summary>Measures one network.</summary>
    /// <param name="listed">The network.</param>
    /// <param name="settings">How to train; the processors are set here.</param>
    /// <param name="cpus">The processors, at least two.</param>
    /// <param name="multipliers">Looks whether they share any.</param>
    /// <param name="seconds">Time to spend after warming up, s; seven rounds are made however long they take.</param>
    public static StepScaling Measure(
        ListedNetwork listed, TrainerSettings settings, IReadOnlyList<int> cpus, SharedMultipliers multipliers, double seconds)
    {
        var singles = cpus.Select(cpu => new StepThread(listed, settings with { Threads = 1, Affinity = [cpu] })).ToList();
        using var together = new StepThread(listed, settings with { Threads = cpus.Count, Affinity = cpus });
        try
        {
            var steps = Visits.StepsOfVisit([.. singles.Append(together).Select<StepThread, Func<int, double>>(step => step.Seconds)]);
            var rounds = new List<(double One, double All, bool Apart)>();
            for (var clock = Stopwatch.StartNew(); rounds.Count < LeastRounds || clock.Elapsed.TotalSeconds < seconds;)
            {
                var one = 1 / singles.Average(single => 1 / single.Seconds(steps));
                var shared = multipliers.AreShared();
                var all = together.Seconds(steps);
                rounds.Add((one, all, !(shared | multipliers.AreShared())));
            }

            var apart = rounds.Where(round => round.Apart).ToList();
            return new(
                Quantile.Median(rounds.Select(round => round.One)), Quantile.Median(rounds.Select(round => round.All)), Gain(rounds), rounds.Count,
                apart.Count < LeastRoundsApart ? null : Gain(apart), apart.Count);
        }
        finally
        {
            singles.ForEach(single => single.Dispose());
        }

        static double Gain(IEnumerable<(double One, double All, bool Apart)> rounds) => Quantile.Median(rounds.Select(round => round.One / round.All));
    }
}
