namespace ButterE.Probe.Meters;

/// <summary>
/// What was odd about an interval. Those of <see cref="MeterEventName.Spoiling"/> make its energy null; the others stand beside it.
/// </summary>
[Flags]
public enum MeterEvents
{
    /// <summary>Nothing was odd.</summary>
    None = 0,

    /// <summary>A counter ran over and was carried on.</summary>
    Wrapped = 1,

    /// <summary>A reading in between failed; later readings made up for it.</summary>
    MissedSample = 1 << 1,

    /// <summary>A counter could not be read at the start or at the end.</summary>
    Unreadable = 1 << 2,

    /// <summary>So much time passed between two readings that the counter may have run over unseen.</summary>
    GapTooLong = 1 << 3,

    /// <summary>
    /// A counter went back although it cannot have run over, or ahead by more than any power explains: a driver was reloaded, the machine
    /// slept.
    /// </summary>
    CounterReset = 1 << 4,

    /// <summary>A counter did not move for more than ten of its updates, which no powered part does: virtual machines show such counters.</summary>
    Stuck = 1 << 5,

    /// <summary>The device did not answer in time.</summary>
    TimedOut = 1 << 6,

    /// <summary>A sensor showed 0 W, which no powered part draws; the sample counts as missing.</summary>
    ZeroPower = 1 << 7,

    /// <summary>A board controller said that its power reading is not active; the sample counts as missing.</summary>
    NotActive = 1 << 8,

    /// <summary>More than 1.5 sampling intervals passed between two samples; the line between them was used and its uncertainty added.</summary>
    Gap = 1 << 9,

    /// <summary>Two samples bear the same time; the first was used.</summary>
    DuplicateTime = 1 << 10,

    /// <summary>A sample bears an earlier time than the one before it; samples were put in order of time.</summary>
    TimeWentBack = 1 << 11,

    /// <summary>The 95 % quantile of the distances between samples is more than 20 % off the nominal one.</summary>
    IrregularSampling = 1 << 12,

    /// <summary>
    /// Too few samples lie inside the interval to know its energy, or none near one of its edges: a sensor that died gives no power for the rest.
    /// </summary>
    TooFewSamples = 1 << 13,

    /// <summary>The power lies outside what the device can draw.</summary>
    Implausible = 1 << 14,

    /// <summary>The interval is shorter than the meter's shortest trustworthy window.</summary>
    WindowTooShort = 1 << 15,

    /// <summary>Counter and sampled power of one device differ by more than a tenth.</summary>
    Disagreement = 1 << 16,

    /// <summary>The meter covers the whole device although only a part of it (MIG) was granted.</summary>
    WholeDevice = 1 << 17,

    /// <summary>Another measurement ran on this node at the same time.</summary>
    Overlapping = 1 << 18,

    /// <summary>The clock of the calendar was set by more than 10 ms during the interval.</summary>
    ClockStepped = 1 << 19,

    /// <summary>The machine slept during the interval.</summary>
    Suspended = 1 << 20,

    /// <summary>The hypervisor gave CPU time of this machine to others, or this machine ran guests of its own.</summary>
    StolenTime = 1 << 21,

    /// <summary>The job did not have its nodes for itself, or nothing says that it had.</summary>
    NotExclusive = 1 << 22,

    /// <summary>The version of the accounting is known to use a wrong unit for memory.</summary>
    UnitSuspect = 1 << 23,

    /// <summary>The accounting of the job has no energy: no plugin, no reading, not finished, or steps that do not fill its nodes and time.</summary>
    NotAccounted = 1 << 24,

    /// <summary>The recording does not cover the interval.</summary>
    OutsideRecording = 1 << 25,

    /// <summary>Nothing tells whether another measurement ran on this node: the file that marks one cannot be opened.</summary>
    OverlapUnknown = 1 << 26,

    /// <summary>
    /// A counter went back as if it had run over, which took more than twice the power that was seen before: it may have been reset instead. The
    /// energy is that of a wrap, and its random uncertainty covers both.
    /// </summary>
    WrapSuspect = 1 << 27,

    /// <summary>
    /// A recording was cut short or replaced while it was followed: it was read anew from its start, beside what it held before. Rows that
    /// were written and lost in between are a gap.
    /// </summary>
    RecordingReplaced = 1 << 28,

    /// <summary>The processors were hotter or colder at the start than was asked for, and waiting did not change it.</summary>
    TemperatureOutOfBand = 1 << 29,
}

/// <summary>The names of the flags as results carry them, and what they mean for the energy.</summary>
public static class MeterEventName
{
    /// <summary>The flags with which an energy cannot be known.</summary>
    public const MeterEvents Spoiling = MeterEvents.Unreadable | MeterEvents.GapTooLong | MeterEvents.CounterReset | MeterEvents.Stuck
        | MeterEvents.TooFewSamples | MeterEvents.NotAccounted | MeterEvents.OutsideRecording | MeterEvents.Suspended;

    /// <summary>The names of all flags that are set, camel case, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Of(MeterEvents flags) =>
        [.. Enum.GetValues<MeterEvents>().Where(flag => flag != 0 && flags.HasFlag(flag))
            .Select(flag => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(flag.ToString()))];
}
