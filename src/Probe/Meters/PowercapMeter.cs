namespace ButterE.Probe.Meters;

/// <summary>
/// RAPL through Linux's powercap files: the sum of the counters of one domain. While it is open it samples often enough that
/// no counter runs over unseen.
/// </summary>
internal sealed class PowercapMeter : IEnergyMeter
{
    private readonly Lock gate = new();
    private readonly IReadOnlyList<PowercapZone> zones;
    private readonly TimeProvider clock;
    private EnergyCounter[]? counters;
    private ITimer? poll;
    private long opened;

    /// <summary>Makes a meter of one domain.</summary>
    /// <param name="description">What it is called.</param>
    /// <param name="zones">The zones to sum.</param>
    /// <param name="clock">Steady clock and timer.</param>
    public PowercapMeter(MeterDescription description, IReadOnlyList<PowercapZone> zones, TimeProvider clock)
    {
        Description = description;
        this.zones = zones;
        this.clock = clock;
    }

    /// <inheritdoc/>
    public MeterDescription Description { get; }

    /// <inheritdoc/>
    public void Open()
    {
        Close();
        lock (gate)
        {
            counters = [.. zones.Select(zone => zone.Counter())];
            opened = clock.GetTimestamp();
            Sample(isEdge: true);
            var interval = TimeSpan.FromSeconds(Math.Min(counters.Min(counter => counter.PollSeconds), 60));
            poll = clock.CreateTimer(_ => Poll(), null, interval, interval);
        }
    }

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        lock (gate)
        {
            if (counters is null)
                throw new InvalidOperationException($"meter {Description.Id} is not open");
            var seconds = Sample(isEdge: true);
            var events = counters.Aggregate(MeterEvents.None, (all, counter) => all | counter.Events);
            double? joules = counters.All(counter => counter.Joules is not null) ? counters.Sum(counter => counter.Joules!.Value) : null;
            return new EnergyReading(joules, seconds, Description.Kind, Description.Domain, Description.Scope, events);
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        lock (gate)
        {
            poll?.Dispose();
            poll = null;
            counters = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Poll()
    {
        lock (gate)
        {
            // The timer may fire once more after the meter was closed.
            if (counters is not null)
                Sample(isEdge: false);
        }
    }

    // Each counter gets the time of its own reading; the caller gets the last.
    private double Sample(bool isEdge)
    {
        double seconds = 0;
        for (var i = 0; i < zones.Count; i++)
        {
            var microjoules = zones[i].ReadMicrojoules();
            seconds = clock.GetElapsedTime(opened).TotalSeconds;
            counters![i].Sample(microjoules, seconds, isEdge);
        }

        return seconds;
    }
}
