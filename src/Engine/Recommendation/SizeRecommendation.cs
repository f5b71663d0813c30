using ButterE.Engine.Emissions;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Recommendation;

/// <summary>One size that was considered; what is not known is null.</summary>
public sealed record SizeCandidate
{
    /// <summary>Target number of parameters, or the true one where widths were given.</summary>
    public required long Size { get; init; }

    /// <summary>True number of parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Units of each layer.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Published name of the shape; null when widths were given.</summary>
    public string? Shape { get; init; }

    /// <summary>Layers, the output layer included.</summary>
    public required int Depth { get; init; }

    /// <summary>Levels that hold the largest inter-layer set, f and b.</summary>
    public CandidateLevels? Levels { get; init; }

    /// <summary>Predicted J or s per training datum, test passes included.</summary>
    public double? PredictedPerDatum { get; init; }

    /// <summary>Measured J or s per training datum: the median over runs.</summary>
    public double? MeasuredPerDatum { get; init; }

    /// <summary>Whether the predicted cost per datum and parameter is within <see cref="CheapRegion.Tolerance"/> of the least.</summary>
    public bool? IsCheap { get; init; }

    /// <summary>Measured epochs to the loss.</summary>
    public double? EpochsToLoss { get; init; }

    /// <summary>Measured J or s to the loss.</summary>
    public double? CostToLoss { get; init; }

    /// <summary>J or s to the loss with predicted epochs or a predicted cost of them.</summary>
    public double? PredictedCostToLoss { get; init; }

    /// <summary>What <see cref="CostToLoss"/>, or else <see cref="PredictedCostToLoss"/>, amounts to; null for seconds.</summary>
    public EnergyFootprint? Footprint { get; init; }
}

/// <summary>Levels that hold the working sets of a candidate.</summary>
/// <param name="T">The largest inter-layer set.</param>
/// <param name="F">The forward pass.</param>
/// <param name="B">The backward pass.</param>
public sealed record CandidateLevels(string T, string F, string B);

/// <summary>Sizes whose predicted cost per datum and parameter is near the least.</summary>
/// <param name="FromParameters">Smallest.</param>
/// <param name="ToParameters">Largest.</param>
/// <param name="LeastPerDatumAndParameter">The least cost per datum and parameter, J or s.</param>
public sealed record CheapRegion(long FromParameters, long ToParameters, double LeastPerDatumAndParameter)
{
    /// <summary>Share by which the cost may exceed the least.</summary>
    public const double Tolerance = 0.1;
}

/// <summary>What a recommendation rests on, the strongest first.</summary>
public enum EvidenceKind
{
    /// <summary>Runs of this family that reached the loss, with their measured cost.</summary>
    MeasuredCostToLoss,

    /// <summary>Measured epochs to the loss times a predicted cost of an epoch.</summary>
    MeasuredEpochs,

    /// <summary>Epochs by equation (10), fitted to other networks on the data set, times a predicted cost of an epoch.</summary>
    FittedEpochs,

    /// <summary>Predicted costs and capacities alone: the paper's rule of thumb.</summary>
    Capacities,
}

/// <summary>The most efficient size, and what that rests on.</summary>
/// <param name="Size">Target number of parameters.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Evidence">What it rests on, one line each.</param>
/// <param name="Target">Whether cost is time (s) or energy (J).</param>
/// <param name="Kind">The kind of evidence.</param>
/// <param name="Candidates">The sizes that were considered.</param>
public sealed record SizeRecommendation(
    long Size, string Reason, IReadOnlyList<string> Evidence, CostTarget Target, EvidenceKind Kind, IReadOnlyList<SizeCandidate> Candidates)
{
    /// <summary>Sizes that must reach a loss before it can say which of them is cheap.</summary>
    public const int SizesNeeded = 5;

    /// <summary>True number of parameters of the recommended network.</summary>
    public required long Parameters { get; init; }

    /// <summary>The test loss that is reached; null for the lowest of each network, or where no loss is known.</summary>
    public double? LossLevel { get; init; }

    /// <summary>95 % interval of the parameters of least cost; null without enough runs.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>The cheap region by predicted costs; null without predictions.</summary>
    public CheapRegion? CheapRegion { get; init; }

    /// <summary>Where working sets leave levels; empty without a profile.</summary>
    public IReadOnlyList<SpillBoundary> Boundaries { get; init; } = [];

    /// <summary>Equation (10), where runs allowed its fit.</summary>
    public DataEfficiency? Efficiency { get; init; }

    /// <summary>Size of least cost by prediction of the cost of an epoch, where the measured one decides; null without a prediction.</summary>
    public long? PredictedSize { get; init; }

    /// <summary>Other shapes and depths beside the recommended one, each on its own; null where one was asked for.</summary>
    public IReadOnlyList<FamilyLeastCost>? Families { get; init; }

    internal static CandidateLevels LevelsOf(PlacedSets sets, MemoryHierarchy memory) => new(
        memory.Levels[sets.InterLayer.Max(set => set.Level) - 1].Name, memory.Levels[sets.Forward.Level - 1].Name, memory.Levels[sets.Backward.Level - 1].Name);
}
