namespace ButterE.Engine.Sweeps.Collecting;

/// <summary>What a collected table holds, and what became of the rows that are not in it.</summary>
/// <remarks>rowsRead = rows + duplicates.Identical + duplicates.Differing + unplanned (unless these are kept).</remarks>
public sealed record CollectResult
{
    /// <summary>The table.</summary>
    public required string Output { get; init; }

    /// <summary>Rows of the table, each run once.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows in all files.</summary>
    public required long RowsRead { get; init; }

    /// <summary>Files that were read.</summary>
    public required long Files { get; init; }

    /// <summary>Files that are no whole Parquet files: nothing was read from them.</summary>
    public required IReadOnlyList<string> Unreadable { get; init; }

    /// <summary>Rows left out because another row of the same run is in the table.</summary>
    public required DuplicateCounts Duplicates { get; init; }

    /// <summary>Rows by how their runs ended.</summary>
    public required IReadOnlyDictionary<string, long> ByStatus { get; init; }

    /// <summary>Rows of the table whose runs were simulated: nothing of them was measured.</summary>
    public required long Simulated { get; init; }

    /// <summary>Files by the version of their columns; <c>none</c> for files that state none.</summary>
    public required IReadOnlyDictionary<string, long> SchemaVersions { get; init; }

    /// <summary>What the plan says about it; null without a plan.</summary>
    public required PlanCoverage? Plan { get; init; }

    /// <summary>SHA-256 of the table, hexadecimal; it stands beside the table in a file <c>.sha256</c> too.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the table, bytes.</summary>
    public required long Bytes { get; init; }
}

/// <summary>Rows of runs that are in the table already.</summary>
/// <param name="Identical">Copies: the same start, end and time.</param>
/// <param name="Differing">Other measurements of the same run.</param>
public sealed record DuplicateCounts(long Identical, long Differing);

/// <summary>A table beside the plan of its campaign.</summary>
/// <param name="Planned">Runs of the plan.</param>
/// <param name="Done">Those in the table.</param>
/// <param name="Failed">Those that are not, and of which a failure is on record.</param>
/// <param name="Missing">Those that are not, failed ones included.</param>
/// <param name="FirstMissing">The first few of them, in the order of the plan.</param>
/// <param name="Unplanned">Rows of runs that the plan does not name.</param>
public sealed record PlanCoverage(long Planned, long Done, long Failed, long Missing, IReadOnlyList<string> FirstMissing, long Unplanned);
