namespace ButterE.Probe.Profile;

/// <summary>
/// The cost of one kind of traversal: T(s) = a0 + sum over levels of m_k B_k(s), B_k(s) being the bytes that level k serves at a
/// working set of s bytes; deep inside a level it is the paper's affine cost a_c + m_c s (equation 2).
/// </summary>
/// <param name="Kind">Name of the traversal: <c>chase</c>, <c>read</c>, <c>write</c>, <c>copy</c>, <c>update</c>, <c>writeNonTemporal</c>,
/// <c>weights</c> (a layer's parameters through a product), <c>adam</c>, …</param>
/// <param name="Levels">The cost of each level that could be fitted.</param>
public sealed record TraversalCost(string Kind, IReadOnlyList<AffineCost> Levels)
{
    /// <summary>Runs of addresses that go on side by side.</summary>
    public int? Streams { get; init; }

    /// <summary>Bytes loaded plus bytes stored by a pass, per byte of the working set.</summary>
    public double? BytesMovedPerByte { get; init; }

    /// <summary>Floating-point operations of a pass, per byte of the working set.</summary>
    public double? FlopsPerByte { get; init; }

    /// <summary>Constant term a0 of the bytes-served form, s; null when that form was not fitted.</summary>
    public double? ConstantSeconds { get; init; }

    /// <summary>Root mean square of the relative residuals of the bytes-served form over all points; null when it was not fitted.</summary>
    public double? ServedResidual { get; init; }

    /// <summary>Capacity of the last cache at which the bytes-served form fits this traversal best, bytes; null without a cache or a fit.</summary>
    public double? ServedLastCacheBytes { get; init; }

    /// <summary>Constant term of the bytes-served form, J above idle; null where no meter was read.</summary>
    public double? ConstantJoules { get; init; }

    /// <summary>Condition number of the columns of the energy fit, scaled to unit length: how well the points tell the levels apart.</summary>
    public double? EnergyConditionNumber { get; init; }

    /// <summary>What was measured: one point per working-set size. The bytes-served form holds from the first to the last.</summary>
    public IReadOnlyList<TraversalPoint> Points { get => field ?? []; init; }
}

/// <summary>The paper's affine cost of one access to a working set of s bytes that resides in one level: a + m s.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Seconds">Cost in seconds; null when the level has too few points.</param>
/// <param name="Joules">Cost in joules above idle; null where no meter was read.</param>
/// <param name="FromBytes">Smallest working set that took part in the fit, bytes: the affine form holds from here.</param>
/// <param name="ToBytes">Largest working set that took part in the fit, bytes: and up to here.</param>
public sealed record AffineCost(string Level, AffineFit? Seconds, AffineFit? Joules = null, double? FromBytes = null, double? ToBytes = null)
{
    /// <summary>Root mean square of the relative residuals of the affine form in seconds; null when it was not fitted.</summary>
    public double? Residual { get; init; }

    /// <summary>Cost per byte m_k of the bytes-served form, s; null when that form was not fitted.</summary>
    public double? ServedSecondsPerByte { get; init; }

    /// <summary>Lower end of the 95 % interval of <see cref="ServedSecondsPerByte"/>.</summary>
    public double? ServedSecondsLow { get; init; }

    /// <summary>Upper end of the 95 % interval of <see cref="ServedSecondsPerByte"/>.</summary>
    public double? ServedSecondsHigh { get; init; }

    /// <summary>Energy per byte of the bytes-served form, J above idle; null where no meter was read.</summary>
    public Estimate? ServedJoulesPerByte { get; init; }

    /// <summary>
    /// Bytes that the levels below keep although the working set is larger than they are, -a / (m - m below): a second way to their
    /// capacity that needs no knee. Small where replacement lets a cyclic pass displace everything (LRU); null where the slopes do not differ.
    /// </summary>
    public Estimate? InterceptCapacityBytes { get; init; }
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
public sealed record TraversalPoint(double Bytes, double Seconds, double? MedianSeconds = null, int? Rounds = null)
{
    /// <summary>The 85 % quantile over the rounds, s.</summary>
    public double? UpperSeconds { get; init; }

    /// <summary>What the bytes-served form gives here, s; null when it was not fitted.</summary>
    public double? FittedSeconds { get; init; }

    /// <summary>Energy of one pass above idle, J: median over the rounds; null where no meter was read.</summary>
    public double? Joules { get; init; }
}
