using System.Diagnostics;
using ButterE.Bench.Ceilings;
using ButterE.Bench.Turns;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Training;
using ButterE.Probe.Levels;

namespace ButterE.Bench.Floor;

/// <summary>
/// A step beside the multiply-add ceiling of its processors, in turns within milliseconds: on a shared machine clock, neighbours and ticks of the system change between
/// a ceiling and a step that is timed seconds later, and then the ratio of the two is theirs.
/// </summary>
/// <param name="StepSeconds">Time of a step, median of the rounds, s.</param>
/// <param name="CeilingFlopsPerSecond">Multiply-adds of the processors together, median of the looks, FLOP/s.</param>
/// <param name="CeilingFlopsOfStep">What the ceiling of a round makes in the time of its step, median of the rounds, FLOP; over the FLOPs of the step that is time over floor where no memory counts.</param>
/// <param name="Rounds">Rounds.</param>
internal sealed record StepBesideCeiling(double StepSeconds, double CeilingFlopsPerSecond, double CeilingFlopsOfStep, int Rounds)
{
    // A look at the ceiling meets some ticks of the system, as a step does.
    private const double LookSeconds = 4e-3;
    private const int LeastRounds = 7;

    /// <summary>Measures one network.</summary>
    /// <param name="listed">The network.</param>
    /// <param name="settings">How to train; the processors are set here.</param>
    /// <param name="cpus">The processors.</param>
    /// <param name="seconds">Time to spend after warming up, s; seven rounds are made however long they take.</param>
    public static StepBesideCeiling Measure(ListedNetwork listed, TrainerSettings settings, IReadOnlyList<int> cpus, double seconds)
    {
        var ceiling = new CeilingLook(cpus[0], LookSeconds);
        using var step = new StepThread(listed, settings with { Threads = cpus.Count, Affinity = cpus });
        var steps = Visits.StepsOfVisit(step.Seconds);
        var looks = new List<double> { ceiling.FlopsPerSecond(cpus) };
        var times = new List<double>();
        for (var clock = Stopwatch.StartNew(); times.Count < LeastRounds || clock.Elapsed.TotalSeconds < seconds;)
        {
            times.Add(step.Seconds(steps));
            looks.Add(ceiling.FlopsPerSecond(cpus));
        }

        // The looks before and after a step count alike.
        var flops = times.Select((time, round) => time * (looks[round] + looks[round + 1]) / 2);
        return new(Quantile.Median(times), Quantile.Median(looks), Quantile.Median(flops), times.Count);
    }
}
