namespace ButterE.Probe.Levels;

/// <summary>One measurement at one working-set size.</summary>
/// <param name="Bytes">Working-set size, bytes.</param>
/// <param name="Nanoseconds">Time per step, ns.</param>
/// <param name="Round">The round of visits it belongs to: visits of a round lie close in time and share its interference.</param>
public readonly record struct Visit(double Bytes, double Nanoseconds, int Round);
