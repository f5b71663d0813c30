namespace ButterE.Probe.Meters.Traces;

/// <summary>One sample of a power.</summary>
/// <param name="Seconds">When it was received, s on the clock of the trace.</param>
/// <param name="Watts">Power, W; null when the sensor gave none.</param>
/// <param name="Flags">What was odd about it.</param>
public readonly record struct PowerSample(double Seconds, double? Watts, MeterEvents Flags = MeterEvents.None);
