using System.Diagnostics;
using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>What the calling thread has used up so far; the difference of two readings tells whether it ran undisturbed.</summary>
/// <param name="Timestamp">Monotonic time in ticks of the stopwatch.</param>
/// <param name="CpuNanoseconds">CPU time of the thread, ns; null where the system does not tell.</param>
internal readonly unsafe record struct ThreadUsage(long Timestamp, long? CpuNanoseconds)
{
    public static ThreadUsage Read()
    {
        if (!OperatingSystem.IsLinux())
            return new ThreadUsage(Stopwatch.GetTimestamp(), null);
        Libc.TimeSpec time;
        long? cpu = Libc.ClockGetTime(Libc.ClockThreadCpuTime, &time) == 0 ? time.Seconds * 1_000_000_000 + time.Nanoseconds : null;
        return new ThreadUsage(Stopwatch.GetTimestamp(), cpu);
    }

    public double SecondsSince(ThreadUsage start) => Stopwatch.GetElapsedTime(start.Timestamp, Timestamp).TotalSeconds;

    /// <summary>Share of the time since <paramref name="start"/> that the thread was on a processor; 1 where the system does not tell.</summary>
    public double CpuShareSince(ThreadUsage start) =>
        CpuNanoseconds is { } now && start.CpuNanoseconds is { } then ? (now - then) * 1e-9 / SecondsSince(start) : 1;

    /// <summary>Voluntary and involuntary context switches of the calling thread since it began; null where the system does not tell.</summary>
    public static (long Voluntary, long Involuntary)? Switches()
    {
        Libc.ResourceUsage usage;
        return OperatingSystem.IsLinux() && Libc.GetResourceUsage(Libc.RusageThread, &usage) == 0 ? (usage.VoluntarySwitches, usage.InvoluntarySwitches) : null;
    }
}
