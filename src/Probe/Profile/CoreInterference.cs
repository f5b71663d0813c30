namespace ButterE.Probe.Profile;

/// <summary>How long a line takes from core to core.</summary>
/// <param name="Cpus">Numbers of the processors, the order of rows and columns.</param>
/// <param name="OneWayNs">Half a round trip between two of them, ns; null on the diagonal.</param>
public sealed record CoreToCoreLatency(IReadOnlyList<int> Cpus, IReadOnlyList<IReadOnlyList<double?>> OneWayNs);

/// <summary>Latency of memory on one core while the others read.</summary>
/// <param name="ReadBytesPerSecond">What the other cores read together, bytes per second; 0 when they were kept busy without memory.</param>
/// <param name="LatencyNs">Time of a dependent load, ns.</param>
public sealed record LoadedLatencyPoint(double ReadBytesPerSecond, double LatencyNs);
