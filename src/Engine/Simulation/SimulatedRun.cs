namespace ButterE.Engine.Simulation;

/// <summary>What was planted into a run.</summary>
internal enum PlantedFault
{
    /// <summary>Nothing: it follows the planted model.</summary>
    None,

    /// <summary>Its job has no file.</summary>
    NoFile,

    /// <summary>No reading lies in its time.</summary>
    NoneInWindow,

    /// <summary>Too few readings lie in its time.</summary>
    TooFew,

    /// <summary>One reading is 0 W.</summary>
    ZeroWatts,

    /// <summary>It hung for longer than filter 1 allows.</summary>
    Long,

    /// <summary>Its run time is far from that of its peers, as filter 3 shall find.</summary>
    Outlier,
}

/// <summary>A run of a simulated campaign.</summary>
internal sealed class SimulatedRun(string id, GridPoint point, bool isGpu)
{
    /// <summary>Identity.</summary>
    public string Id { get; } = id;

    /// <summary>What it trains.</summary>
    public GridPoint Point { get; } = point;

    /// <summary>Whether it runs on a GPU node.</summary>
    public bool IsGpu { get; } = isGpu;

    /// <summary>What was planted.</summary>
    public PlantedFault Fault { get; set; }

    /// <summary>Run time, µs.</summary>
    public long Microseconds { get; set; }

    /// <summary>Power on a node of the reference type, W.</summary>
    public double Watts { get; set; }

    /// <summary>Slurm job in which it ran.</summary>
    public int Job { get; set; }

    /// <summary>Node on which it ran.</summary>
    public SimulatedNode Node { get; set; } = null!;

    /// <summary>Start, µs since 1970 UTC.</summary>
    public long StartMicroseconds { get; set; }

    /// <summary>End, µs since 1970 UTC.</summary>
    public long EndMicroseconds => StartMicroseconds + Microseconds;

    /// <summary>The reason for which ingestion shall drop it; <c>kept</c> when it shall pass the filters.</summary>
    public string Fate { get; set; } = "kept";

    /// <summary>Run time, s.</summary>
    public double Seconds => Microseconds / 1e6;
}
