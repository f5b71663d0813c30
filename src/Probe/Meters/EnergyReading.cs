namespace ButterE.Probe.Meters;

/// <summary>What a meter has counted since it was opened.</summary>
/// <param name="Joules">Energy, J; null when the flags say that it cannot be known, never 0 for that.</param>
/// <param name="Seconds">Time since the meter was opened, s.</param>
/// <param name="Kind">Where the energy comes from.</param>
/// <param name="Domain">What the meter covers.</param>
/// <param name="Scope">Whose activity it includes.</param>
/// <param name="Flags">What was odd since the meter was opened.</param>
public sealed record EnergyReading(double? Joules, double Seconds, EnergyKind Kind, string Domain, string Scope, MeterEvents Flags)
{
    /// <summary>Mean power since the meter was opened, W; null without an energy or a duration.</summary>
    public double? Watts => Seconds > 0 ? Joules / Seconds : null;
}
