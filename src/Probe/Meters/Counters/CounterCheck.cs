using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Probe.Meters.Counters;

/// <summary>Looks whether a counter can be read and moves, without trusting it to answer.</summary>
internal static class CounterCheck
{
    // However little a machine draws, some of its updates move a counter; a scheduler may wake the reader late.
    private const double PatientUpdates = 3, LeastPatienceSeconds = 0.05;

    /// <summary>The counter's value, J; null when it cannot be read or does not answer in time.</summary>
    public static double? Read(IRawCounter counter)
    {
        using var reader = new DeadlineThread();
        return reader.TryRun(counter.ReadJoules, TimeSpan.FromSeconds(CounterMeter.DeadlineSeconds), out var joules) ? joules : null;
    }

    /// <summary>
    /// Why a counter that can be read is not to be chosen or called available: it stands still. Null as soon as it moves, one update later for
    /// one that works.
    /// </summary>
    public static string? Stillness(IRawCounter counter)
    {
        var patience = TimeSpan.FromSeconds(Math.Max(PatientUpdates * counter.Traits.UpdateSeconds, LeastPatienceSeconds));
        using var reader = new DeadlineThread();
        return reader.TryRun(() => Moves(counter, patience), patience + TimeSpan.FromSeconds(CounterMeter.DeadlineSeconds), out var moves) && moves
            ? null
            : $"the counter stands still ({patience.TotalMilliseconds} ms): a hypervisor that lists it without passing it on, or a board without this sensor";
    }

    private static bool Moves(IRawCounter counter, TimeSpan patience)
    {
        var first = counter.ReadJoules();
        return SpinWait.SpinUntil(() => counter.ReadJoules() is { } joules && joules != first, patience);
    }
}
