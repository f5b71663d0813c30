namespace ButterE.Engine.Sweeps.Collecting;

/// <summary>What to collect, and into which file.</summary>
public sealed record CollectSettings
{
    /// <summary>Folder of a campaign, or any folder or file of run records.</summary>
    public required string Source { get; init; }

    /// <summary>Parquet file to write.</summary>
    public required string Output { get; init; }

    /// <summary>CSV file to write with every planned run that has no row; null for none.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether rows of runs that the plan does not name go into the table.</summary>
    public bool KeepUnplanned { get; init; }
}
