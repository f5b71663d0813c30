using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Probe.Meters.Counters;

/// <summary>Looks once whether a counter can be read, without trusting it to answer.</summary>
internal static class CounterCheck
{
    /// <summary>The counter's value, J; null when it cannot be read or does not answer in time.</summary>
    public static double? Read(IRawCounter counter)
    {
        using var reader = new DeadlineThread();
        return reader.TryRun(counter.ReadJoules, TimeSpan.FromSeconds(CounterMeter.DeadlineSeconds), out var joules) ? joules : null;
    }
}
