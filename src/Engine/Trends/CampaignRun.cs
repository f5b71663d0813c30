using ButterE.Engine.Model;

namespace ButterE.Engine.Trends;

/// <summary>One experiment on one device: the median over the runs of one network.</summary>
/// <param name="IsGpu">Whether it ran on a GPU.</param>
/// <param name="Run">What was trained; its cost is the median over the runs, overhead taken off where it is known.</param>
/// <param name="Runs">Runs behind the median.</param>
public sealed record CampaignRun(bool IsGpu, MeasuredRun Run, int Runs)
{
    /// <summary>Training rows of an epoch, rounded up to whole batches.</summary>
    public double TrainingData => (double)Networks.BatchCounts.Of(Run.Setup.Rows!.Value, Run.Setup.Batch).Training * Run.Setup.Batch;

    /// <summary>Cost of an epoch.</summary>
    public double PerEpoch => Run.Measured!.Value / Run.Epochs;

    /// <summary>Cost of a training datum, test passes included.</summary>
    public double PerDatum => PerEpoch / TrainingData;

    /// <summary>Operations per training datum as the notebook counts them.</summary>
    public double FlopsPerDatum =>
        Networks.TrainingFlops.Count(Run.Setup.Network, Run.Setup.RawFeatures, Run.Setup.Batch, Run.Setup.Rows).PerDatum!.Value;
}
