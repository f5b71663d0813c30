namespace ButterE.Probe.Levels;

/// <summary>What a latency curve says about a hierarchy.</summary>
/// <param name="Levels">The caches, ascending; empty when the curve is flat.</param>
/// <param name="LastPlateauNs">Latency of the last plateau: memory if the sweep was long enough, ns; null when no plateau was found.</param>
public sealed record LevelDetection(IReadOnlyList<DetectedLevel> Levels, double? LastPlateauNs);
