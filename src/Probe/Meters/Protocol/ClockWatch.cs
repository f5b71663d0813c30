using System.Globalization;
using ButterE.Probe.Native;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// Watches what makes a measured time or power worthless: the machine slept, its calendar clock was set, or the hypervisor gave its processors
/// to others.
/// </summary>
public sealed class ClockWatch
{
    /// <summary>Steps of the calendar clock up to this are the ordinary discipline of NTP, s.</summary>
    private const double MostStepSeconds = 0.01;

    /// <summary>Share of processor time from which stolen or guest time is noted; below it lie the kernel's rounding and single ticks.</summary>
    private const double MostStolen = 0.01;

    private readonly Instant start;

    private ClockWatch(Instant start) => this.start = start;

    /// <summary>Begins to watch.</summary>
    public static ClockWatch Start() => new(Instant.Now());

    /// <summary>What happened since the start.</summary>
    public MeterEvents Flags() => Compare(start, Instant.Now());

    /// <summary>
    /// Share of the processor time since the start that the hypervisor gave to others, 0 to 1; null where the system does not tell.
    /// </summary>
    public double? StealFraction() => Instant.Now() is var now && start.Ticks is { } then && now.Ticks is { } later && later.Total > then.Total
        ? (double)(later.Stolen - then.Stolen) / (later.Total - then.Total)
        : null;

    /// <summary>What happened between two instants.</summary>
    internal static MeterEvents Compare(Instant from, Instant to)
    {
        var flags = MeterEvents.None;
        var (steady, boot) = (to.SteadySeconds - from.SteadySeconds, to.BootSeconds - from.BootSeconds);
        // CLOCK_BOOTTIME goes on while the machine sleeps, CLOCK_MONOTONIC does not.
        if (boot - steady > MostStepSeconds)
            flags |= MeterEvents.Suspended;
        // The calendar goes on during sleep as well, so the step is what remains beyond it.
        if (Math.Abs(to.CalendarSeconds - from.CalendarSeconds - boot) > MostStepSeconds)
            flags |= MeterEvents.ClockStepped;
        if (from.Ticks is { } then && to.Ticks is { } now && now.Total > then.Total
            && now.Stolen - then.Stolen + now.Guest - then.Guest > MostStolen * (now.Total - then.Total))
        {
            flags |= MeterEvents.StolenTime;
        }

        return flags;
    }

    /// <summary>All clocks at one instant.</summary>
    /// <param name="SteadySeconds">CLOCK_MONOTONIC, s.</param>
    /// <param name="BootSeconds">CLOCK_BOOTTIME, s.</param>
    /// <param name="CalendarSeconds">CLOCK_REALTIME, s.</param>
    /// <param name="Ticks">Processor time stolen, given to guests, and in all; null where the system does not tell.</param>
    internal readonly record struct Instant(
        double SteadySeconds, double BootSeconds, double CalendarSeconds, (long Stolen, long Guest, long Total)? Ticks)
    {
        public static Instant Now()
        {
            if (OperatingSystem.IsLinux())
                return Tightest() with { Ticks = ProcessorTicks() };
            var steady = TimeProvider.System.GetElapsedTime(0).TotalSeconds;
            return new(steady, steady, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds, null);
        }

        // Kept off its processor between two clocks, a thread would take the wait for a step of one of them: of a few readings the one that
        // took least counts.
        private static Instant Tightest()
        {
            const int attempts = 5;
            const double tight = MostStepSeconds / 100;
            var (best, least) = (default(Instant), double.PositiveInfinity);
            for (var i = 0; i < attempts && least > tight; i++)
            {
                var before = Seconds(Libc.ClockMonotonic);
                var (boot, calendar) = (Seconds(Libc.ClockBootTime), Seconds(Libc.ClockRealTime));
                var took = Seconds(Libc.ClockMonotonic) - before;
                if (took < least)
                    (best, least) = (new Instant(before, boot, calendar, null), took);
            }

            return best;
        }

        private static unsafe double Seconds(int clock)
        {
            Libc.TimeSpec time;
            _ = Libc.ClockGetTime(clock, &time);
            return time.Seconds + time.Nanoseconds * 1e-9;
        }

        private static (long Stolen, long Guest, long Total)? ProcessorTicks()
        {
            const string file = "/proc/stat";
            const int stealColumn = 7, guestColumn = 8, niceGuestColumn = 9;
            if (!File.Exists(file))
                return null;
            var ticks = File.ReadLines(file).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            // Guest time is already contained in user time.
            return ticks.Length > niceGuestColumn
                ? (ticks[stealColumn], ticks[guestColumn] + ticks[niceGuestColumn], ticks.Take(guestColumn).Sum())
                : null;
        }
    }
}
