namespace ButterE.Probe.Profile;

/// <summary>A measured value with its 95 % interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end of the interval; null where there were too few rounds for one.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record Estimate(double Value, double? Low, double? High);
