using ButterE.Engine.Ingest;
using ButterE.Engine.Model;

namespace ButterE.Engine.Simulation;

/// <summary>What was planted into a simulated campaign, in the terms in which ingestion and fit shall find it.</summary>
public sealed record PlantedCampaign
{
    /// <summary>Always true: nothing in the files was measured.</summary>
    public bool Simulated { get; } = true;

    /// <summary>Seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Runs.</summary>
    public required long Rows { get; init; }

    /// <summary>Runs with an energy.</summary>
    public required long Joined { get; init; }

    /// <summary>Runs with a reading of 0 W.</summary>
    public required long ZeroWatts { get; init; }

    /// <summary>Runs that lack readings.</summary>
    public required long Missing { get; init; }

    /// <summary>Runs that lack readings, by what is missing.</summary>
    public required MissingCounts MissingBy { get; init; }

    /// <summary>Runs longer than 75,000 s.</summary>
    public required long RuntimeFilter { get; init; }

    /// <summary>Runs more than 4 standard deviations off, as the definition says of the written times.</summary>
    public required long SigmaFilter { get; init; }

    /// <summary>Those that no other filter rejects.</summary>
    public required long SigmaOnly { get; init; }

    /// <summary>Runs with readings at ambiguous local times: none is planted.</summary>
    public long Ambiguous { get; }

    /// <summary>Runs that pass the filters.</summary>
    public required long Kept { get; init; }

    /// <summary>Runs whose run time was moved away from that of their peers; the rest of <see cref="SigmaOnly"/> came by chance.</summary>
    public required long Outliers { get; init; }

    /// <summary>Power readings written.</summary>
    public required long Samples { get; init; }

    /// <summary>Idle power of each type of node, W.</summary>
    public required IReadOnlyDictionary<string, double> IdleWatts { get; init; }

    /// <summary>Standard deviation of the logarithm of a run's energy around the model, by device.</summary>
    public required IReadOnlyDictionary<string, double> Noise { get; init; }

    /// <summary>The planted coefficients by device, J per run, pass, operation, layer, access and byte; placement <c>notebook</c>.</summary>
    public required IReadOnlyDictionary<string, PerTerm<double?>> Coefficients { get; init; }
}
