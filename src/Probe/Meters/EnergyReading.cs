namespace ButterE.Probe.Meters;

/// <summary>What a meter has counted since it was opened, with everything that makes the number traceable.</summary>
/// <param name="Total">Since the meter was opened.</param>
/// <param name="Latest">Since the reading before this one, or since the meter was opened.</param>
/// <param name="Meter">The meter.</param>
public sealed record EnergyReading(EnergyInterval Total, EnergyInterval Latest, MeterDescription Meter)
{
    /// <summary>Energy since the meter was opened, J; null when the flags say that it cannot be known.</summary>
    public double? Joules => Total.Joules;

    /// <summary>Time since the meter was opened, s.</summary>
    public double Seconds => Total.Seconds;

    /// <summary>Mean power since the meter was opened, W; null without an energy or a duration.</summary>
    public double? Watts => Total.Watts;

    /// <summary>What was odd since the meter was opened.</summary>
    public MeterEvents Flags => Total.Flags;

    /// <summary>Where the energy comes from.</summary>
    public EnergyKind Kind => Meter.Kind;

    /// <summary>What the meter covers.</summary>
    public string Domain => Meter.Domain;

    /// <summary>Whose activity it includes.</summary>
    public string Scope => Meter.Scope;

    /// <summary>How power became energy; null for counters, which need no integration.</summary>
    public Integrator? Integrator { get; init; }

    /// <summary>Nominal interval between samples of the power or updates of the counter, s; null when not known.</summary>
    public double? SampleSeconds { get; init; }

    /// <summary>
    /// Time over which the sensor averages each sample of the power, s: 0 for a present value, null for counters and where nothing tells.
    /// </summary>
    public double? AveragingSeconds { get; init; }

    /// <summary>Time that the meter itself spent reading its device since it was opened, s.</summary>
    public double SelfSeconds { get; init; }

    /// <summary>The same energy by a second way that the device offers (sampled power beside its counter), J; null without one.</summary>
    public double? CrossCheckJoules { get; init; }
}
