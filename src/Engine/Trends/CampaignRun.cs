using ButterE.Engine.Model;

namespace ButterE.Engine.Trends;

/// <summary>One experiment on one device: the median over the runs of one network.</summary>
/// <param name="IsGpu">Whether it ran on a GPU.</param>
/// <param name="Run">What was trained; its cost is the median over the runs, overhead taken off where it is known.</param>
/// <param name="Runs">Runs behind the median.</param>
public sealed record CampaignRun(bool IsGpu, MeasuredRun Run, int Runs)
{
    /// <summary>Cost of an epoch.</summary>
    public double PerEpoch => Run.Measured!.Value / Run.Epochs;

    /// <summary>Cost of a training datum, test passes included.</summary>
    public double PerDatum => PerEpoch / Run.Setup.TrainingData;

    /// <summary>Operations per training datum as the notebook counts them.</summary>
    public double FlopsPerDatum =>
        Networks.TrainingFlops.Count(Run.Setup.Network, Run.Setup.RawFeatures, Run.Setup.Batch, Run.Setup.Rows).PerDatum!.Value;
}
