namespace ButterE.Engine.Ingest;

/// <summary>What became of a campaign's runs.</summary>
/// <param name="Counts">Runs by what became of them.</param>
/// <param name="Overheads">What a run costs before it trains, by device.</param>
/// <param name="IdleWatts">Idle power of each type of node, W: the median over its nodes of the 2 % quantile of their power.</param>
/// <param name="ReferenceTypes">Type of node to which runs were standardised, by device.</param>
/// <param name="Depth2Merged">Runs of depth 2 whose shape was set to rectangle, which is the same network.</param>
/// <param name="NoReadingBefore">Joined runs whose job has no earlier reading of the node: the first reading stands for the one before it.</param>
/// <param name="Samples">Power readings of the campaign's jobs.</param>
/// <param name="AmbiguousSamples">Power readings whose local time occurs twice.</param>
/// <param name="FirstAmbiguous">The first of them; null when there is none.</param>
/// <param name="Quality">What the filters kept and removed, by run time and by deviation: Figure 2 of the paper.</param>
/// <param name="Simulated">Whether the campaign was simulated.</param>
public sealed record IngestResult(
    IngestCounts Counts,
    IReadOnlyDictionary<string, Overhead> Overheads,
    IReadOnlyDictionary<string, double> IdleWatts,
    IReadOnlyDictionary<string, string> ReferenceTypes,
    long Depth2Merged,
    long NoReadingBefore,
    long Samples,
    long AmbiguousSamples,
    AmbiguousReading? FirstAmbiguous,
    IReadOnlyList<QualityHistogram> Quality,
    bool Simulated);

/// <summary>A power reading whose local time occurs twice.</summary>
/// <param name="File">File of its job.</param>
/// <param name="LocalTime">The time as the file writes it, without a false Z.</param>
/// <param name="Node">The node.</param>
public sealed record AmbiguousReading(string File, string LocalTime, string Node);

/// <summary>Overhead of a run: the 5 % quantile over runs that hardly train.</summary>
/// <param name="Joules">Standardised energy, J.</param>
/// <param name="Seconds">Run time, s.</param>
public sealed record Overhead(double Joules, double Seconds);

/// <summary>
/// Runs by what became of them. Rows = joined + zeroWatts + missing + ambiguous + incomplete; joined = kept + rejected by a filter;
/// kept = written + the other reasons.
/// </summary>
public sealed record IngestCounts
{
    /// <summary>Rows of the metadata that belong to the campaign.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows of the batch that was left out.</summary>
    public required long ExcludedBatch { get; init; }

    /// <summary>Rows with an energy.</summary>
    public required long Joined { get; init; }

    /// <summary>Rows with a reading of 0 W.</summary>
    public required long ZeroWatts { get; init; }

    /// <summary>Rows that lack readings.</summary>
    public required long Missing { get; init; }

    /// <summary>Rows that lack readings, by what is missing.</summary>
    public required MissingCounts MissingBy { get; init; }

    /// <summary>Rows without a job, a node or times that make an interval.</summary>
    public required long Incomplete { get; init; }

    /// <summary>Joined rows that ran longer than 75,000 s (filter_1).</summary>
    public required long RuntimeFilter { get; init; }

    /// <summary>Joined rows without energy (filter_2).</summary>
    public required long ZeroEnergyFilter { get; init; }

    /// <summary>Joined rows whose run time is more than 4 standard deviations off in its group (filter_3).</summary>
    public required long SigmaFilter { get; init; }

    /// <summary>Those of <see cref="SigmaFilter"/> that no other filter rejects.</summary>
    public required long SigmaOnly { get; init; }

    /// <summary>Rows refused because a reading near their interval has a local time that occurs twice.</summary>
    public required long Ambiguous { get; init; }

    /// <summary>Joined rows that passed the filters.</summary>
    public required long Kept { get; init; }

    /// <summary>Kept rows on a node whose type has no known idle power.</summary>
    public required long UnknownIdle { get; init; }

    /// <summary>Kept rows of the data set that gave the overhead.</summary>
    public required long OverheadDataset { get; init; }

    /// <summary>Kept rows that cost no more energy or time than the overhead.</summary>
    public required long NotAboveOverhead { get; init; }

    /// <summary>Rows of the output.</summary>
    public required long Written { get; init; }
}

/// <summary>Runs that lack readings.</summary>
/// <param name="NoFile">The job has no file.</param>
/// <param name="NoneInWindow">No reading of the node lies between start and update.</param>
/// <param name="TooFew">There are fewer than the minutes of the run less one.</param>
public sealed record MissingCounts(long NoFile, long NoneInWindow, long TooFew);
