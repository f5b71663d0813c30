using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Bench.Soak;

/// <summary>One interval of a soak.</summary>
/// <param name="Fault">What the script did in it.</param>
/// <param name="ScriptedJoules">Energy really spent, J.</param>
/// <param name="Interval">What the meter said.</param>
/// <param name="LongestStepSeconds">Longest time for which the script itself stood still, s.</param>
public sealed record SoakInterval(FaultKind Fault, double ScriptedJoules, EnergyInterval Interval, double LongestStepSeconds)
{
    // A fault of 1.5 s still meets a sample of every second when that one comes this much late.
    private const double MostStepSeconds = 0.4;

    /// <summary>
    /// Whether the machine, or whoever stops processes on it, kept the script from doing what it says here: then a fault may have met no sample.
    /// </summary>
    public bool IsDisturbed => LongestStepSeconds > MostStepSeconds;

    /// <summary>Difference between the meter and the script in ticks of the counter; null without an energy.</summary>
    public double? ErrorTicks =>
        Math.Abs(Interval.Joules - ScriptedJoules ?? double.NaN) is var error && double.IsNaN(error) ? null : error / ScriptedTree.TickJoules;
}

/// <summary>
/// Runs the real powercap meter on a fake tree whose counter suffers random faults, and keeps what was scripted beside what was read. The clock comes
/// from outside, so that the half hour of the bench and the fast test run the same code.
/// </summary>
public static class MeterSoak
{
    private const double StepSeconds = 0.05, FaultShare = 0.4, LongGapShare = 0.02;

    // Longer than the meter's sampling interval of 1 s, so that a sample falls into each fault; a frozen counter is only seen by two.
    private const double FaultSeconds = 1.5, FrozenSeconds = 2.5, LongGapSeconds = 105;

    private static readonly FaultKind[] Brief =
        [FaultKind.Unreadable, FaultKind.Vanished, FaultKind.Garbage, FaultKind.Frozen, FaultKind.Reset, FaultKind.JumpedAhead];

    /// <summary>Soaks.</summary>
    /// <param name="seconds">How long, s on the clock.</param>
    /// <param name="seed">Seed of powers and faults.</param>
    /// <param name="clock">Clock and timers of the meter.</param>
    /// <param name="advance">Lets some seconds pass on that clock.</param>
    public static IReadOnlyList<SoakInterval> Run(double seconds, int seed, TimeProvider clock, Action<double> advance)
    {
        var random = new Random(seed);
        using var tree = new ScriptedTree(ScriptedTree.MaximumMicrojoules * random.NextDouble());
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "powercap:package", Sysfs = tree.Root, Clock = clock });
        meter.Open();
        var (start, last, watts) = (clock.GetTimestamp(), clock.GetTimestamp(), 100.0);
        var intervals = new List<SoakInterval>();
        while (clock.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var fault = random.NextDouble() < FaultShare ? Brief[random.Next(Brief.Length)] : FaultKind.None;
            if (random.NextDouble() < LongGapShare)
                fault = FaultKind.LongGap;
            var length = fault switch
            {
                FaultKind.LongGap => LongGapSeconds,
                FaultKind.Frozen => FrozenSeconds,
                _ => FaultSeconds,
            };
            var (faultStart, rest) = (1 + random.NextDouble(), 2 + random.NextDouble());
            var before = tree.TrueMicrojoules;
            var begun = clock.GetTimestamp();
            var (isOver, longest) = (fault == FaultKind.None, 0.0);
            while (clock.GetElapsedTime(begun).TotalSeconds is var elapsed && elapsed < faultStart + length + rest)
            {
                if (!isOver && tree.Active == FaultKind.None && elapsed >= faultStart)
                {
                    // A fault that a busy machine lets begin late lasts no shorter.
                    faultStart = elapsed;
                    tree.Begin(fault);
                    isOver = tree.Active == FaultKind.None;
                }
                else if (tree.Active != FaultKind.None && elapsed >= faultStart + length)
                {
                    tree.End();
                    isOver = true;
                }

                advance(StepSeconds);
                watts = Math.Clamp(watts + 10 * (random.NextDouble() - 0.5), 20, 180);
                var step = clock.GetElapsedTime(last).TotalSeconds;
                longest = Math.Max(longest, step);
                tree.Spend(watts * step);
                last = clock.GetTimestamp();
            }

            if (tree.Active != FaultKind.None)
                tree.End();
            intervals.Add(new SoakInterval(fault, (tree.TrueMicrojoules - before) * 1e-6, meter.Read().Latest, longest));
        }

        return intervals;
    }
}
