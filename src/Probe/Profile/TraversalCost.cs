namespace ButterE.Probe.Profile;

/// <summary>
/// The cost of one kind of traversal: T(s) = a0 + sum over levels of m_k B_k(s), B_k(s) being the bytes that level k serves at a
/// working set of s bytes; deep inside a level it is the paper's affine cost a_c + m_c s (equation 2).
/// </summary>
/// <param name="Kind">Name of the traversal: <c>chase</c>, <c>read</c>, <c>write</c>, <c>copy</c>, …</param>
/// <param name="Levels">The paper's affine cost of each level that could be fitted.</param>
public sealed record TraversalCost(string Kind, IReadOnlyList<AffineCost> Levels)
{
    /// <summary>Constant term a0 of the bytes-served form, s; null when that form was not fitted.</summary>
    public double? ConstantSeconds { get; init; }

    /// <summary>What was measured: one point per working-set size.</summary>
    public IReadOnlyList<TraversalPoint> Points { get; init; } = [];
}

/// <summary>The paper's affine cost of one access to a working set of s bytes that resides in one level: a + m s.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Seconds">Cost in seconds; null when the level has too few points.</param>
/// <param name="Joules">Cost in joules; null where no meter exists.</param>
/// <param name="FromBytes">Smallest working set that took part in the fit, bytes.</param>
/// <param name="ToBytes">Largest working set that took part in the fit, bytes.</param>
public sealed record AffineCost(string Level, AffineFit? Seconds, AffineFit? Joules = null, double? FromBytes = null, double? ToBytes = null)
{
    /// <summary>Cost per byte m_k of the bytes-served form, s; null when that form was not fitted.</summary>
    public double? ServedSecondsPerByte { get; init; }
}

/// <summary>A fitted line a + m s with 95 % intervals.</summary>
/// <param name="A">Cost of one access, in the unit of the fit.</param>
/// <param name="ALow">Lower end of the interval of <paramref name="A"/>.</param>
/// <param name="AHigh">Upper end of the interval of <paramref name="A"/>.</param>
/// <param name="M">Cost per byte.</param>
/// <param name="MLow">Lower end of the interval of <paramref name="M"/>.</param>
/// <param name="MHigh">Upper end of the interval of <paramref name="M"/>.</param>
public sealed record AffineFit(double A, double? ALow, double? AHigh, double M, double? MLow, double? MHigh);

/// <summary>One measured point of a traversal.</summary>
/// <param name="Bytes">Working-set size, bytes.</param>
/// <param name="Seconds">Time of one pass over it (of one load, for the chase), s: a low quantile over the rounds.</param>
/// <param name="MedianSeconds">Median over the rounds, s.</param>
/// <param name="Rounds">Visits that were kept.</param>
public sealed record TraversalPoint(double Bytes, double Seconds, double? MedianSeconds = null, int? Rounds = null);
