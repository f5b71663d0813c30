using ButterE.Engine.Model;

namespace ButterE.Engine.Recommendation;

/// <summary>The size of least cost of one family, measured and predicted, each at the lowest loss that enough of its sizes reach.</summary>
/// <param name="Shape">Published name of the shape.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Loss">The test loss.</param>
/// <param name="Sizes">Sizes that reach it.</param>
/// <param name="Parameters">Parameters of the network that reaches it at least measured cost.</param>
/// <param name="Cost">That cost, J or s.</param>
/// <param name="Interval">95 % interval of the parameters of least cost; null with too few sizes.</param>
/// <param name="IsAtAnEnd">Whether that network is the smallest or largest that reaches the loss.</param>
/// <param name="ByModel">Parameters of least cost with epochs measured and the cost of an epoch by the fitted model; null without one.</param>
/// <param name="ByProfile">The same with the cost of an epoch from the profile alone; null without one.</param>
/// <param name="NearestSpill">The boundary of f or b that is nearest to <paramref name="Parameters"/>; null without a profile.</param>
public sealed record FamilyLeastCost(
    string Shape, int Depth, double Loss, int Sizes, long Parameters, double Cost, ConfidenceInterval? Interval, bool IsAtAnEnd, long? ByModel,
    long? ByProfile, SpillBoundary? NearestSpill)
{
    /// <summary>Parameters over those of the nearest boundary: the paper's rule expects 1/2 to 2; null without a profile.</summary>
    public double? RatioToSpill => Parameters / NearestSpill?.Parameters;
}
