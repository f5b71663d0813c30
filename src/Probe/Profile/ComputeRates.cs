namespace ButterE.Probe.Profile;

/// <summary>Arithmetic throughput in FLOP/s; one multiply-add counts two operations.</summary>
/// <param name="PeakFlopsPerSecond">Register-only fused multiply-add ceiling of one unit.</param>
/// <param name="SustainedFlopsPerSecond">GEMM of a training step on one unit.</param>
/// <param name="PeakFlopsPerSecondAll">Ceiling of all granted units together.</param>
/// <param name="SustainedFlopsPerSecondAll">GEMM on all granted units together.</param>
public sealed record ComputeRates(
    double? PeakFlopsPerSecond,
    double? SustainedFlopsPerSecond = null,
    double? PeakFlopsPerSecondAll = null,
    double? SustainedFlopsPerSecondAll = null);

/// <summary>Fixed costs of a network pass.</summary>
/// <param name="SecondsPerPass">Per pass, s.</param>
/// <param name="SecondsPerLayer">Per layer of a pass, s.</param>
public sealed record PassOverheads(double? SecondsPerPass, double? SecondsPerLayer = null);
