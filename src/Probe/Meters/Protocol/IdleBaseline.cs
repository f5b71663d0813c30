namespace ButterE.Probe.Meters.Protocol;

/// <summary>The power of the machine while it does nothing for us.</summary>
/// <param name="Watts">Mean power, W.</param>
/// <param name="RandomWatts">Random standard uncertainty of it, W: of the readings, and of the drift between a baseline before and one after.</param>
/// <param name="SystematicWatts">Systematic standard uncertainty of it, W.</param>
/// <param name="Flags">What was odd while it was measured.</param>
public sealed record IdleBaseline(double Watts, double RandomWatts, double SystematicWatts, MeterEvents Flags)
{
    /// <summary>Measures one; null when the meter gave no energy.</summary>
    /// <param name="meter">The meter; it is opened and closed.</param>
    /// <param name="seconds">How long, s.</param>
    /// <param name="wait">Waits some seconds; must not load the machine.</param>
    public static IdleBaseline? Measure(IEnergyMeter meter, double seconds, Action<double> wait)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(wait);
        meter.Open();
        wait(seconds);
        var reading = meter.Read();
        meter.Close();
        return reading.Total is { Watts: { } watts, Uncertainty: { } uncertainty, Seconds: var taken }
            ? new IdleBaseline(watts, uncertainty.Random / taken, uncertainty.Systematic / taken, reading.Flags)
            : null;
    }

    /// <summary>The mean of a baseline before and one after; half their difference is drift and joins the random part.</summary>
    /// <param name="before">Before; null when there is none.</param>
    /// <param name="after">After; null when there is none.</param>
    public static IdleBaseline? Combine(IdleBaseline? before, IdleBaseline? after)
    {
        if (before is null || after is null)
            return before ?? after;
        var drift = (before.Watts - after.Watts) / 2;
        var random = Math.Sqrt((before.RandomWatts * before.RandomWatts + after.RandomWatts * after.RandomWatts) / 4 + drift * drift);
        return new IdleBaseline(
            (before.Watts + after.Watts) / 2, random, (before.SystematicWatts + after.SystematicWatts) / 2, before.Flags | after.Flags);
    }
}
