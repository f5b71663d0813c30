using ButterE.Engine.Campaigns;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Ingest;

/// <summary>Where a campaign's raw files are and how they become standardised runs.</summary>
public sealed record IngestSettings
{
    /// <summary>Folder of the power readings, one <c>JOB.csv</c> for each Slurm job.</summary>
    public required string PowerFolder { get; init; }

    /// <summary>CSV file of the runs.</summary>
    public required string Metadata { get; init; }

    /// <summary>CSV file of the nodes' properties.</summary>
    public required string Nodes { get; init; }

    /// <summary>CSV file of the quantiles of each node's power.</summary>
    public required string NodePower { get; init; }

    /// <summary>Parquet file to write.</summary>
    public required string Output { get; init; }

    /// <summary>CSV file to write with every dropped run and why; null for none.</summary>
    public string? Dropped { get; init; }

    /// <summary>IANA name of the zone of the power readings' times. Times of runs are UTC.</summary>
    public required string TimeZone { get; init; }

    /// <summary>How power becomes energy.</summary>
    public Integrator Integrator { get; init; } = Integrator.Notebook;

    /// <summary>What to do with a local time that occurs twice.</summary>
    public AmbiguousTimes Ambiguous { get; init; } = AmbiguousTimes.Refuse;

    /// <summary>Value of the column <c>batch</c> whose rows are no part of the campaign; null for none.</summary>
    public string? ExcludedBatch { get; init; } = RawLayout.OptimizerSweep;

    /// <summary>Data set whose small runs give the overhead; they are not written.</summary>
    public string OverheadDataset { get; init; } = RawLayout.OverheadDataset;

    /// <summary>Epochs of a run.</summary>
    public int Epochs { get; init; } = RawLayout.Epochs;
}
