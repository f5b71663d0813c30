namespace ButterE.Probe.Compute;

/// <summary>How near one product of a training step comes to the arithmetic ceiling.</summary>
/// <param name="Product">Which product.</param>
/// <param name="M">Rows of the product.</param>
/// <param name="N">Columns of the product.</param>
/// <param name="K">Length of its sums.</param>
/// <param name="FlopsPerSecond">Median rate, FLOP/s; a multiply-add counts two.</param>
/// <param name="CeilingFlopsPerSecond">Median multiply-add ceiling of the cores that took part, measured in turns, FLOP/s.</param>
/// <param name="Fraction">Median over the rounds of rate over ceiling; not exactly the ratio of the medians.</param>
/// <param name="PaddedFraction">The same with the work on unused lanes counted; null where there are none.</param>
/// <param name="Check">The ceiling beside what lanes, pipes and clock make of it.</param>
public sealed record GemmRate(
    LayerProduct Product, int M, int N, int K, double FlopsPerSecond, double CeilingFlopsPerSecond, double Fraction, double? PaddedFraction,
    CeilingCheck Check);
