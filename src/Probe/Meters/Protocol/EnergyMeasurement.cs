namespace ButterE.Probe.Meters.Protocol;

/// <summary>What the protocol found about one piece of work.</summary>
/// <param name="Reading">The meter's reading over all repetitions.</param>
/// <param name="Repeats">How often the work ran to fill the meter's shortest window.</param>
/// <param name="Baseline">Idle power; null when it was not measured, or could not be.</param>
/// <param name="PerRepeat">Energies of one repetition; null when they cannot be known.</param>
/// <param name="Flags">Everything that was odd: the meter's flags, those of the clocks, and whether another measurement ran.</param>
public sealed record MeasuredWork(EnergyReading Reading, int Repeats, IdleBaseline? Baseline, EnergyBudget? PerRepeat, MeterEvents Flags)
{
    /// <summary>The same of work whose every repetition was several equal pieces.</summary>
    /// <param name="pieces">How many a repetition had.</param>
    public MeasuredWork PerPiece(int pieces) => this with { Repeats = Repeats * pieces, PerRepeat = PerRepeat?.PerRepeat(pieces) };
}

/// <summary>
/// The protocol: cool down where a band of temperatures is asked for, idle, work until the meter's shortest window is full, idle again. Work that is
/// too short is repeated on the same path, never extrapolated. The caller has warmed up. It follows MLPerf's power rules and the practice of the
/// Green Metrics Tool.
/// </summary>
public static class EnergyMeasurement
{
    /// <summary>Measures some work.</summary>
    /// <param name="meter">The meter; it is opened and closed.</param>
    /// <param name="settings">How.</param>
    /// <param name="work">The work; receives the number of the repetition from 0 and must do the same each time. It may read the meter.</param>
    /// <exception cref="Kernels.UnavailableException">A band of temperatures is asked for and no sensor tells the temperature.</exception>
    /// <exception cref="InputException">The meter does not see what is running.</exception>
    public static MeasuredWork Run(IEnergyMeter meter, MeasurementSettings settings, Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(work);
        if (!meter.Description.IsLive)
            throw new InputException($"meter {meter.Description.Id}: tells the energy of what has ended; ask it afterwards with buttere meters read");
        var minimum = settings.WindowOf(meter.Description);
        var idle = settings.IdleBeside(minimum);
        using var node = settings.NodeLockFile is { } file ? NodeLock.Take(file) : null;
        try
        {
            var settled = settings.Temperature?.Settle(settings.Celsius, settings.Wait) ?? MeterEvents.None;
            var before = idle > 0 ? IdleBaseline.Measure(meter, idle, settings.Wait) : null;
            var watch = ClockWatch.Start();
            meter.Open();
            var (reading, repeats) = Repeat(meter, minimum, work);
            var flags = reading.Flags | watch.Flags() | settled;
            meter.Close();
            var after = idle > 0 ? IdleBaseline.Measure(meter, idle, settings.Wait) : null;
            // Asked at the end: another measurement may have begun, and ended, since the start.
            flags |= OfLock(node);
            var baseline = IdleBaseline.Combine(before, after);
            // A machine that slept drew less than it would have; every other flag stands beside the number.
            var budget = (flags & MeterEventName.Spoiling) == 0 ? EnergyBudget.Of(reading.Total, baseline)?.PerRepeat(repeats) : null;
            return new MeasuredWork(reading, repeats, baseline, budget, flags);
        }
        finally
        {
            meter.Close();
        }
    }

    private static MeterEvents OfLock(NodeLock? node) => node switch
    {
        { IsAlone: false } => MeterEvents.Overlapping,
        { IsAlone: null } => MeterEvents.OverlapUnknown,
        _ => MeterEvents.None,
    };

    private static (EnergyReading Reading, int Repeats) Repeat(IEnergyMeter meter, double minimum, Action<int> work)
    {
        for (var (repeats, until) = (0, 1); ;)
        {
            for (; repeats < until; repeats++)
                work(repeats);
            var reading = meter.Read();
            if (reading.Seconds >= minimum)
                return (reading, repeats);
            // A reading takes time inside the window: half of what seems to be missing runs without one, so that the last is not overshot.
            var missing = (minimum - reading.Seconds) / reading.Seconds * repeats;
            until = repeats + Math.Max(1, (int)Math.Min(missing / 2, repeats));
        }
    }
}
