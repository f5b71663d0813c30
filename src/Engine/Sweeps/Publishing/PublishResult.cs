namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>What was published of a campaign in the paper's layout, what was not, and what reading it back gave.</summary>
public sealed record PublishResult
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Runs in the files.</summary>
    public required long Exported { get; init; }

    /// <summary>Runs that are not, by reason.</summary>
    public required LeftOutRuns LeftOut { get; init; }

    /// <summary>Files of power readings: jobs.</summary>
    public required long Jobs { get; init; }

    /// <summary>Power readings.</summary>
    public required long Samples { get; init; }

    /// <summary>Runs whose readings follow the energy of their epochs; in the others one power holds from start to end.</summary>
    public required long ResolvedByEpoch { get; init; }

    /// <summary>Nodes.</summary>
    public required long Nodes { get; init; }

    /// <summary>Nodes whose idle power no run measured.</summary>
    public required IReadOnlyList<string> WithoutIdle { get; init; }

    /// <summary>Epochs of every run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Whether runs in it were simulated.</summary>
    public required bool Simulated { get; init; }

    /// <summary>What reading the files back gave.</summary>
    public required ReadBack ReadBack { get; init; }
}

/// <summary>Runs that the layout cannot hold, by reason.</summary>
/// <param name="NoEnergy">No energy is known.</param>
/// <param name="Estimated">The energy is an estimate, or that of a recording of another run.</param>
/// <param name="NotCompleted">A loss became non-finite.</param>
/// <param name="OwnNetwork">No data set, shape or size of the paper: the layout has no column for other data or for widths.</param>
/// <param name="NoHost">The record does not say on which machine, as those of earlier versions.</param>
public sealed record LeftOutRuns(long NoEnergy, long Estimated, long NotCompleted, long OwnNetwork, long NoHost)
{
    /// <summary>All of them.</summary>
    public long Total => NoEnergy + Estimated + NotCompleted + OwnNetwork + NoHost;
}

/// <summary>The published files through ingestion.</summary>
/// <param name="Joined">Runs that ingestion found an energy for.</param>
/// <param name="Standardised">Runs in the standardised table; the others were filtered as the paper filters.</param>
/// <param name="LargestDifference">Largest relative difference between an energy that was read back and the one that was measured; null where ingestion
/// kept no run.</param>
/// <param name="Table">The standardised runs; null where ingestion kept none.</param>
/// <param name="WhyNone">Why it kept none.</param>
public sealed record ReadBack(long? Joined, long Standardised, double? LargestDifference, string? Table, string? WhyNone);
