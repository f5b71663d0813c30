namespace ButterE.Probe.Tests.Meters;

/// <summary>A powercap tree of our own making, read by the real code.</summary>
internal sealed class FakeSysfs : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("buttere-sysfs-").FullName;

    public string ZoneFolder(string zone) => Path.Combine(Root, "class", "powercap", zone);

    public FakeSysfs Zone(string zone, string name, double microjoules, double? maximum = 262143328850, double? watts = null)
    {
        Directory.CreateDirectory(ZoneFolder(zone));
        File.WriteAllText(Path.Combine(ZoneFolder(zone), "name"), name + "\n");
        Set(zone, microjoules);
        if (maximum is not null)
            File.WriteAllText(Path.Combine(ZoneFolder(zone), "max_energy_range_uj"), $"{maximum:0}\n");
        if (watts is not null)
            File.WriteAllText(Path.Combine(ZoneFolder(zone), "constraint_0_max_power_uw"), $"{watts * 1e6:0}\n");
        return this;
    }

    public void Set(string zone, double microjoules) => File.WriteAllText(Path.Combine(ZoneFolder(zone), "energy_uj"), $"{microjoules:0}\n");

    public void MakeUnreadable(string zone)
    {
        // A folder in place of the file fails for root too, which file permissions do not.
        File.Delete(Path.Combine(ZoneFolder(zone), "energy_uj"));
        Directory.CreateDirectory(Path.Combine(ZoneFolder(zone), "energy_uj"));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>A clock that moves when told to, and fires the timers that became due on the way.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> timers = [];
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state), now + dueTime, period);
        timers.Add(timer);
        return timer;
    }

    public void Advance(double seconds)
    {
        var end = now + TimeSpan.FromSeconds(seconds);
        while (timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            now = next.Due;
            next.Fire();
        }

        now = end;
    }

    /// <summary>Lets time pass in which no timer runs, as when the machine sleeps or is overloaded.</summary>
    public void Skip(double seconds)
    {
        now += TimeSpan.FromSeconds(seconds);
    }

    private sealed class ManualTimer(Action callback, TimeSpan due, TimeSpan period) : ITimer
    {
        public TimeSpan Due { get; private set; } = due;

        public void Fire()
        {
            Due += period;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => Due = TimeSpan.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
