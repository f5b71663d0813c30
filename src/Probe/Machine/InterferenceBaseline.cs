using System.Diagnostics;

namespace ButterE.Probe.Machine;

/// <summary>What a thread that does nothing but read the clock loses to others: the noise below which nothing measured here can go.</summary>
public sealed record InterferenceBaseline
{
    /// <summary>Length of the observation, s.</summary>
    public double Seconds { get; init; }

    /// <summary>Smallest step of the clock, s.</summary>
    public double TimerSeconds { get; init; }

    /// <summary>Share of the time that the thread was on its processor, 0 to 1.</summary>
    public double CpuShare { get; init; }

    /// <summary>Share of all processor time that the hypervisor gave to others; null where the system does not tell.</summary>
    public double? StealFraction { get; init; }

    /// <summary>Times that another thread was put in its place, per second; null where the system does not tell.</summary>
    public double? InvoluntarySwitchesPerSecond { get; init; }

    /// <summary>Longest time between two readings of the clock, s.</summary>
    public double LongestGapSeconds { get; init; }

    /// <summary>Observes the calling thread.</summary>
    internal static InterferenceBaseline Measure(double seconds)
    {
        var (steal, switches, usage) = (SystemLoad.StealTicks(), ThreadUsage.Switches(), ThreadUsage.Read());
        var end = usage.Timestamp + (long)(seconds * Stopwatch.Frequency);
        var longest = 0L;
        for (long last = usage.Timestamp, now = last; now < end; last = now)
        {
            now = Stopwatch.GetTimestamp();
            longest = Math.Max(longest, now - last);
        }

        var after = ThreadUsage.Read();
        var elapsed = after.SecondsSince(usage);
        return new InterferenceBaseline
        {
            Seconds = elapsed,
            TimerSeconds = TimerResolution.Measure(),
            CpuShare = Math.Min(1, after.CpuShareSince(usage)),
            StealFraction = SystemLoad.StealSince(steal),
            InvoluntarySwitchesPerSecond = (ThreadUsage.Switches()?.Involuntary - switches?.Involuntary) / elapsed,
            LongestGapSeconds = (double)longest / Stopwatch.Frequency,
        };
    }
}
