namespace ButterE.Probe.Meters;

/// <summary>What was odd about a measurement; the first two do not spoil it, the others make its energy null.</summary>
[Flags]
public enum MeterEvents
{
    /// <summary>Nothing was odd.</summary>
    None = 0,

    /// <summary>A counter ran over and was carried on.</summary>
    Wrapped = 1,

    /// <summary>A reading in between failed; later readings made up for it.</summary>
    MissedSample = 2,

    /// <summary>A counter could not be read at the start or at the end.</summary>
    Unreadable = 4,

    /// <summary>So much time passed between two readings that the counter may have run over unseen.</summary>
    GapTooLong = 8,

    /// <summary>A counter went back although it cannot have run over: a driver was reloaded or the machine slept.</summary>
    CounterReset = 16,

    /// <summary>A counter did not move at all, which no powered part does: virtual machines show such counters.</summary>
    Stuck = 32,
}

/// <summary>The names of the flags as results carry them.</summary>
public static class MeterEventName
{
    private static readonly (MeterEvents Flag, string Name)[] Names =
    [
        (MeterEvents.Wrapped, "wrapped"), (MeterEvents.MissedSample, "missedSample"), (MeterEvents.Unreadable, "unreadable"),
        (MeterEvents.GapTooLong, "gapTooLong"), (MeterEvents.CounterReset, "counterReset"), (MeterEvents.Stuck, "stuck"),
    ];

    /// <summary>The names of all flags that are set.</summary>
    public static IReadOnlyList<string> Of(MeterEvents flags) => [.. Names.Where(entry => flags.HasFlag(entry.Flag)).Select(entry => entry.Name)];
}
