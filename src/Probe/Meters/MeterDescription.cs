namespace ButterE.Probe.Meters;

/// <summary>A meter that the program knows, present or not.</summary>
/// <param name="Id">Identity as the option <c>--meter</c> takes it.</param>
/// <param name="Kind">Where its energy comes from.</param>
/// <param name="Domain">What it covers: package, dram, psys, …</param>
/// <param name="Scope">Whose activity it includes: <c>machine</c> for counters that see every process.</param>
/// <param name="Available">Whether it can be read now.</param>
/// <param name="Reason">Why it cannot be read and what to do; null when it can.</param>
public sealed record MeterDescription(string Id, EnergyKind Kind, string Domain, string Scope, bool Available, string? Reason);
