using ButterE.Engine.Networks;
using ButterE.Engine.Trends;

namespace ButterE.Engine.Isolines;

/// <summary>Loss curves of a campaign whose runs carry costs and no losses, joined to the losses that BUTTER measured for the same networks.</summary>
/// <param name="Curves">One for each experiment and device with losses.</param>
/// <param name="WithoutLosses">Experiments of the campaign without losses.</param>
public sealed record CampaignLosses(IReadOnlyList<LossCurve> Curves, int WithoutLosses)
{
    /// <summary>
    /// Joins by data set, shape, depth and size; networks of depth 2 are rectangles under whatever name (notebook 3 of the supplement). A run's
    /// cost, overhead taken off, is spread evenly over its epochs.
    /// </summary>
    /// <param name="campaign">What the networks cost.</param>
    /// <param name="summary">How their losses fell.</param>
    public static CampaignLosses Join(CampaignRuns campaign, ButterSummary summary)
    {
        var losses = new Dictionary<(string, string, long, int), ButterExperiment>();
        foreach (var experiment in summary.Experiments)
            losses.TryAdd((experiment.Dataset, ShapeName.Merged(experiment.Shape, experiment.Depth), experiment.Size, experiment.Depth), experiment);

        var curves = new List<LossCurve>();
        foreach (var experiment in campaign.Experiments)
        {
            var run = experiment.Run;
            var depth = run.Setup.Network.Depth;
            if (run.Dataset is null || run.Shape is null || run.Size is not { } size
                || !losses.TryGetValue((run.Dataset, ShapeName.Merged(run.Shape, depth), size, depth), out var found))
            {
                continue;
            }

            curves.Add(new LossCurve
            {
                Device = experiment.IsGpu ? "gpu" : "cpu",
                Dataset = run.Dataset,
                Shape = ShapeName.Merged(run.Shape, depth),
                Size = size,
                Setup = run.Setup,
                Epochs = found.Epochs,
                Losses = found.Losses,
                Spent = [.. found.Epochs.Select(epoch => run.Measured!.Value * epoch / run.Epochs)],
                Target = campaign.Target,
                Runs = found.Runs ?? 1,
            });
        }

        return new CampaignLosses(curves, campaign.Experiments.Count - curves.Count);
    }
}
