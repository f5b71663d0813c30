namespace ButterE.Probe.Meters;

/// <summary>The energy of one interval of time.</summary>
/// <param name="Joules">Energy, J; null when the flags say that it cannot be known, never 0 for that.</param>
/// <param name="Seconds">Length of the interval, s.</param>
/// <param name="Flags">What was odd in it.</param>
/// <param name="Uncertainty">Standard uncertainty of the energy; null without an energy.</param>
public sealed record EnergyInterval(double? Joules, double Seconds, MeterEvents Flags, EnergyUncertainty? Uncertainty)
{
    /// <summary>Mean power, W; null without an energy or a duration.</summary>
    public double? Watts => Seconds > 0 ? Joules / Seconds : null;
}
