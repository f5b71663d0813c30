using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Probe;

namespace ButterE.Engine.Recommendation;

/// <summary>Families of networks on one data set compared.</summary>
public static class FamilyComparison
{
    /// <summary>
    /// The recommendation for the family that reaches at least cost the lowest loss that enough sizes of any family reach, with each family on its own
    /// beside it.
    /// </summary>
    /// <param name="dataset">Name of the data set as the curves carry it.</param>
    /// <param name="evidence">Loss curves and what predicts the cost of an epoch.</param>
    /// <param name="profile">Cost of an epoch from the profile alone; null without one.</param>
    /// <exception cref="InsufficientDataException">No family has enough sizes with losses and a measured cost.</exception>
    public static SizeRecommendation Of(string dataset, RecommendationEvidence evidence, EpochCost? profile)
    {
        var families = evidence.Curves.Where(curve => curve.Dataset == dataset && curve.Spent is not null && ShapeName.All.Contains(curve.Shape))
            .GroupBy(curve => (Shape: curve.Shape!, curve.Depth))
            .Select(group => (group.Key, Curves: group.ToArray(), Loss: LeastCost.LossReachedBy(group, SizeRecommendation.SizesNeeded)))
            .Where(family => family.Loss is not null)
            .OrderBy(family => family.Key.Shape, StringComparer.Ordinal).ThenBy(family => family.Key.Depth)
            .ToArray();
        if (families.Length == 0)
        {
            throw new InsufficientDataException(
                $"no shape and depth has {SizeRecommendation.SizesNeeded} sizes with test losses and a measured cost, which a recommendation needs");
        }

        var rows = families.Select(family => Row(NetworkFamily.Named(dataset, family.Key.Shape, family.Curves[0].Setup)!, family.Curves, family.Loss!.Value, evidence, profile)).ToArray();
        var common = families.Min(family => family.Loss!.Value);
        var best = families.Select(family => (family, Least: LeastCost.Of(family.Curves, common, curve => curve.CostAt(common))))
            .Where(entry => entry.Least?.Points.Count >= SizeRecommendation.SizesNeeded)
            .MinBy(entry => entry.Least!.Best.Cost).family;
        return Recommender.Of(NetworkFamily.Named(dataset, best.Key.Shape, best.Curves[0].Setup)!, evidence with { Loss = common }) with { Families = rows };
    }

    private static FamilyLeastCost Row(NetworkFamily family, LossCurve[] curves, double loss, RecommendationEvidence evidence, EpochCost? profile)
    {
        var least = LeastCost.Of(curves, loss, curve => curve.CostAt(loss))!;
        var parameters = least.Best.Curve.Parameters;
        var spills = evidence.Hardware is null
            ? []
            : SpillBoundary.Of(family, evidence.Hardware, evidence.Placement).Where(boundary => boundary.IsKey);
        return new FamilyLeastCost(
            family.ShapeText, family.Depth, loss, least.Points.Count, parameters, least.Best.Cost,
            least.Interval, least.IsAtAnEnd,
            Predicted(evidence.Predicted), Predicted(profile), spills.MinBy(boundary => Math.Abs(Math.Log(boundary.Parameters / parameters))));

        long? Predicted(EpochCost? cost) => cost is null
            ? null
            : LeastCost.Of(curves, loss, curve => curve.EpochsTo(loss) * cost.Of(curve.Setup, curve.Shape))?.Best.Curve.Parameters;
    }
}
