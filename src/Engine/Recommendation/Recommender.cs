using System.Globalization;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;

namespace ButterE.Engine.Recommendation;

/// <summary>
/// Finds the most efficient size of a family of networks (section 8 of the paper) on the strongest evidence at hand; see <see cref="EvidenceKind"/>.
/// </summary>
public sealed class Recommender
{
    private readonly NetworkFamily family;
    private readonly RecommendationEvidence evidence;
    private readonly List<string> lines = [];
    private readonly LossCurve[] own, onDataset;
    private readonly IReadOnlyList<SpillBoundary> boundaries;
    private readonly MemoryHierarchy? memory;
    private readonly string unit, quantity;

    private Recommender(NetworkFamily family, RecommendationEvidence evidence)
    {
        (this.family, this.evidence) = (family, evidence);
        onDataset = [.. evidence.Curves.Where(IsOnDataset)];
        own = [.. onDataset.Where(curve => curve.Depth == family.Depth && IsSameShape(curve.Shape))];
        memory = evidence.Hardware is null ? null : MemoryHierarchy.Of(evidence.Hardware);
        boundaries = evidence.Hardware is null ? [] : SpillBoundary.Of(family, evidence.Hardware, evidence.Placement);
        (unit, quantity) = (evidence.Target.Unit(), evidence.Target == CostTarget.Energy ? "energy" : "time");
    }

    /// <summary>Recommends a size.</summary>
    /// <param name="family">The networks to choose from; the number of rows must be known.</param>
    /// <param name="evidence">What is known.</param>
    /// <exception cref="InsufficientDataException">Nothing at hand says what a size costs, or too few sizes reach the loss that is wanted.</exception>
    /// <exception cref="InputException">The profile cannot place working sets.</exception>
    public static SizeRecommendation Of(NetworkFamily family, RecommendationEvidence evidence) => new Recommender(family, evidence).Recommend();

    private SizeRecommendation Recommend()
    {
        var costs = evidence.Predicted is { } predicted ? PredictedCosts(predicted) : [];
        if (evidence.Predicted is not null)
            lines.Add($"cost of an epoch from {evidence.Predicted.Source}, at {costs.Count} sizes");
        if (evidence.WhyNotPredicted is { } why)
            lines.Add($"no predicted cost: {why}");
        if (boundaries.Count > 0)
            lines.Add($"capacities of {evidence.Hardware!.Name}, placement {evidence.Placement.Name}: {boundaries.Count} boundaries");
        var efficiency = DataEfficiency.Of(onDataset);
        var region = RegionOf(costs);
        if (efficiency is not null)
        {
            lines.Add(Text($"equation (10) over {efficiency.Networks} networks on the data set: epochs^(-1/3) = {efficiency.Slope:0.0000} ")
                + Text($"log10(parameters) {efficiency.Intercept:+ 0.0000;- 0.0000}, slope {efficiency.SlopeLow:0.0000} to {efficiency.SlopeHigh:0.0000}"));
        }

        var level = evidence.Loss ?? LeastCost.LossReachedBy(own, SizeRecommendation.SizesNeeded);
        var measured = level is { } loss ? LeastCost.Of(own, loss, curve => curve.CostAt(loss)) : null;
        var byEpochs = level is { } same && evidence.Predicted is { } cost
            ? LeastCost.Of(own, same, curve => curve.EpochsTo(same) * CostOf(cost, curve.Setup, curve.Shape))
            : null;
        if (evidence.Loss is { } wanted && own.Length > 0)
            Require(measured ?? byEpochs, wanted);
        var chosen = (Enough(measured), Enough(byEpochs), efficiency, costs.Count) switch
        {
            ({ } found, _, _, _) => OfRuns(found, EvidenceKind.MeasuredCostToLoss),
            (_, { } found, _, _) => OfRuns(found, EvidenceKind.MeasuredEpochs),
            (_, _, { } fit, > 0) when evidence.Loss is null && ByEquation(fit, costs) is { } found => found,
            (_, _, _, > 0) when evidence.Loss is null => ByRule(costs, region!),
            _ => throw new InsufficientDataException(NothingToGoBy()),
        };
        var result = chosen with
        {
            Evidence = lines,
            Candidates = Candidates(costs, region, level, measured, byEpochs, efficiency),
            CheapRegion = region,
            Boundaries = boundaries,
            Efficiency = efficiency,
            PredictedSize = chosen.Kind == EvidenceKind.MeasuredCostToLoss ? Enough(byEpochs)?.Best.Size : null,
        };
        if (result.PredictedSize is { } size)
            lines.Add($"with the predicted cost of an epoch in place of the measured one: {size:N0}");
        return result;
    }

    private SizeRecommendation OfRuns(LeastCost least, EvidenceKind kind)
    {
        var (best, parameters) = (least.Best, least.Best.Curve.Parameters);
        lines.Insert(0, $"{own.Sum(curve => curve.Runs)} runs of {SizesOf(own)} sizes with losses, of which {least.Points.Count} reach the loss");
        if (least.Noise is { } noise)
            lines.Add($"costs scatter by {noise:0 %} about the line through their neighbours, which the interval takes for noise");
        if (least.IsAtAnEnd)
            lines.Add("the cheapest is the smallest or the largest that reaches the loss: the true minimum may lie beyond");
        if (Nearest(parameters) is { } nearest)
            lines.Add(nearest);
        var how = kind == EvidenceKind.MeasuredCostToLoss ? "" : " (measured epochs at a predicted cost)";
        return Result(best.Curve.Size ?? parameters, parameters, kind,
            Text($"{parameters:N0} parameters ({family.ShapeText}, depth {family.Depth}) reach a test loss of {least.Loss:G3} with the least {quantity}, ")
            + Text($"{best.Cost:G3} {unit}{how}") + (least.Interval is { } interval ? Text($"; the size of least cost is within {interval.Low:N0} to {interval.High:N0} (95 %)") : ""))
            with { LossLevel = least.Loss, Interval = least.Interval };
    }

    private SizeRecommendation? ByEquation(DataEfficiency fit, List<(TrainingSetup Setup, double Cost)> costs)
    {
        var known = costs.Select(entry => (entry.Setup, Epochs: fit.Predict(entry.Setup.Network.Parameters), entry.Cost))
            .Where(entry => entry.Epochs is not null).ToArray();
        if (known.Length == 0)
            return null;
        var (setup, epochs, cost) = known.MinBy(entry => entry.Epochs!.Value.Epochs * entry.Cost);
        var parameters = setup.Network.Parameters;
        lines.Add("no runs of this shape and depth: epochs are those of other networks on the data set, and each size trains to its own lowest loss");
        if (Nearest(parameters) is { } nearest)
            lines.Add(nearest);
        return Result(SizeOf(setup), parameters, EvidenceKind.FittedEpochs,
            Text($"{parameters:N0} parameters reach their lowest test loss with the least {quantity}, {epochs!.Value.Epochs * cost:G3} {unit} in about ")
            + Text($"{epochs.Value.Epochs:0} epochs, by equation (10) and the predicted cost of an epoch"));
    }

    // "An energy efficient NTP is one that places the backward pass working set within a factor of two of a cache size": of those, the cheapest.
    private SizeRecommendation ByRule(List<(TrainingSetup Setup, double Cost)> costs, CheapRegion region)
    {
        lines.Add("no losses at hand: which size reaches a loss at least cost is not known, only where a size is used well");
        var spills = boundaries.Where(boundary => boundary.IsKey)
            .Select(boundary => (boundary, Setup: family.SetupOf((long)Math.Round(boundary.Parameters))))
            .Select(spill => (spill.boundary, spill.Setup, Cost: CostOf(evidence.Predicted!, spill.Setup, family.ShapeText)))
            .Where(spill => spill.Cost is not null)
            .OrderBy(spill => spill.Cost!.Value / spill.Setup.Network.Parameters)
            .ToArray();
        if (spills.Length == 0)
        {
            var (setup, _) = costs.MinBy(entry => entry.Cost / entry.Setup.Network.Parameters);
            return Result(SizeOf(setup), setup.Network.Parameters, EvidenceKind.Capacities,
                $"{setup.Network.Parameters:N0} parameters have the least predicted {quantity} per datum and parameter; no working set leaves a level");
        }

        var best = spills[0];
        var parameters = best.Setup.Network.Parameters;
        return Result((long)Math.Round(best.boundary.Parameters), parameters, EvidenceKind.Capacities,
            Text($"at {parameters:N0} parameters {best.boundary.WorkingSet} just fills {best.boundary.Level}, and of the sizes at which a key working set ")
            + Text($"fills a level this one has the least predicted {quantity} per datum and parameter, ")
            + Text($"{best.Cost!.Value / family.Like.TrainingData / parameters / region.LeastPerDatumAndParameter:0.00} times the least of all sizes"));
    }

    private List<(TrainingSetup Setup, double Cost)> PredictedCosts(EpochCost predicted)
    {
        var costs = new List<(TrainingSetup, double)>();
        InsufficientDataException? refusal = null;
        foreach (var setup in family.GridSizes().Select(family.SetupOf).DistinctBy(setup => setup.Network.Parameters))
        {
            try
            {
                costs.Add((setup, predicted.Of(setup, family.ShapeText)));
            }
            catch (InsufficientDataException e)
            {
                // A cost that only some sizes incur is not known: they have no prediction.
                refusal = e;
            }
        }

        return costs.Count > 0 || refusal is null ? costs : throw refusal;
    }

    private double? CostOf(EpochCost predicted, TrainingSetup setup, string? shape)
    {
        try
        {
            return predicted.Of(setup, shape ?? family.ShapeText);
        }
        catch (InsufficientDataException)
        {
            return null;
        }
    }

    private CheapRegion? RegionOf(List<(TrainingSetup Setup, double Cost)> costs)
    {
        if (costs.Count == 0)
            return null;
        var least = costs.Min(PerParameter);
        var cheap = costs.Where(entry => PerParameter(entry) <= (1 + CheapRegion.Tolerance) * least).Select(entry => entry.Setup.Network.Parameters).ToArray();
        return new CheapRegion(cheap.Min(), cheap.Max(), least);
    }

    private double PerParameter((TrainingSetup Setup, double Cost) entry) => entry.Cost / family.Like.TrainingData / entry.Setup.Network.Parameters;

    private List<SizeCandidate> Candidates(
        List<(TrainingSetup Setup, double Cost)> costs, CheapRegion? region, double? level, LeastCost? measured, LeastCost? byEpochs,
        DataEfficiency? efficiency)
    {
        var setups = costs.Select(entry => entry.Setup).Concat(own.Select(curve => curve.Setup));
        if (costs.Count == 0 && own.Length == 0)
            setups = family.GridSizes().Select(family.SetupOf);
        return
        [
            .. setups.DistinctBy(setup => setup.Network.Parameters).OrderBy(setup => setup.Network.Parameters).Select(setup =>
            {
                var parameters = setup.Network.Parameters;
                var epochCost = evidence.Predicted is { } predicted ? CostOf(predicted, setup, family.ShapeText) : null;
                // Of several ways to train a size the one that the comparison took.
                var curve = (Enough(measured) ?? byEpochs)?.Points.FirstOrDefault(point => point.Curve.Parameters == parameters)?.Curve
                    ?? own.FirstOrDefault(curve => curve.Parameters == parameters);
                var epochs = level is { } loss ? curve?.EpochsTo(loss) : null;
                var predictedCost = epochCost * (epochs ?? (own.Length == 0 ? efficiency?.Predict(parameters)?.Epochs : null));
                var costToLoss = measured?.Points.FirstOrDefault(point => point.Curve == curve)?.Cost;
                return new SizeCandidate
                {
                    Size = curve?.Size ?? SizeOf(setup),
                    Parameters = parameters,
                    Widths = setup.Network.Widths,
                    Shape = family.ShapeText,
                    Depth = family.Depth,
                    Levels = memory is null ? null : SizeRecommendation.LevelsOf(
                        evidence.Placement.Place(setup, memory, evidence.Placement.DefaultDataCharge), memory),
                    PredictedPerDatum = epochCost / family.Like.TrainingData,
                    MeasuredPerDatum = evidence.Measured.FirstOrDefault(run => IsMember(run.Run) && run.Run.Setup.Network.Parameters == parameters)?.PerDatum
                        ?? curve?.Spent?[^1] / curve?.Epochs[^1] / family.Like.TrainingData,
                    IsCheap = region is null ? null : parameters >= region.FromParameters && parameters <= region.ToParameters,
                    EpochsToLoss = epochs,
                    CostToLoss = costToLoss,
                    PredictedCostToLoss = predictedCost,
                    Footprint = evidence.Target == CostTarget.Energy ? evidence.Supply.Of(costToLoss ?? predictedCost) : null,
                };
            }),
        ];
    }

    private string? Nearest(long parameters)
    {
        var keys = boundaries.Where(boundary => boundary.IsKey).ToArray();
        if (keys.Length == 0)
            return null;
        var nearest = keys.MinBy(boundary => Math.Abs(Math.Log(boundary.Parameters / parameters)))!;
        var ratio = parameters / nearest.Parameters;
        return Text($"nearest boundary: {nearest.WorkingSet} leaves {nearest.Level} at {nearest.Parameters:N0} parameters, ")
            + Text($"{(ratio >= 1 ? ratio : 1 / ratio):0.0} times {(ratio >= 1 ? "below" : "above")}");
    }

    private SizeRecommendation Result(long size, long parameters, EvidenceKind kind, string reason) =>
        new(size, reason, lines, evidence.Target, kind, []) { Parameters = parameters };

    private static LeastCost? Enough(LeastCost? least) => least?.Points.Count >= SizeRecommendation.SizesNeeded ? least : null;

    private void Require(LeastCost? least, double loss)
    {
        if (Enough(least) is null)
        {
            throw new InsufficientDataException(Text($"--loss {loss:G6}: {least?.Points.Count ?? 0} sizes reach it at a known cost, ")
                + Text($"and {SizeRecommendation.SizesNeeded} are needed; the lowest losses reached are ")
                + string.Join(", ", own.Select(curve => curve.BestLoss).Order().Take(SizeRecommendation.SizesNeeded).Select(best => Text($"{best:G4}"))));
        }
    }

    private static int SizesOf(LossCurve[] curves) => curves.DistinctBy(curve => curve.Parameters).Count();

    private string NothingToGoBy() => evidence.Loss is not null && own.Length == 0
        ? Text($"--loss {evidence.Loss:G6}: needs runs of {family.ShapeText} at depth {family.Depth} with losses (--runs); of the {evidence.Curves.Count} curves at hand none is")
        : $"nothing says what a size of {family.ShapeText} at depth {family.Depth} costs: "
        + (evidence.Predicted is null ? $"{evidence.WhyNotPredicted ?? "neither model nor profile predicts a cost"}, " : "")
        + (own.Length == 0 ? $"and no run of this family has losses (of {evidence.Curves.Count} curves at hand)"
            : $"and {SizesOf(own)} sizes with losses are too few ({SizeRecommendation.SizesNeeded} are needed)");

    private bool IsOnDataset(LossCurve curve) =>
        (family.Dataset is null || curve.Dataset == family.Dataset) && curve.Setup.Network.Inputs == family.Inputs
        && curve.Setup.Network.Outputs == family.Outputs && curve.Setup.Batch == family.Like.Batch && curve.Setup.Schedule == family.Like.Schedule
        && curve.Target == evidence.Target;

    private bool IsMember(MeasuredRun run) =>
        (family.Dataset is null || run.Dataset == family.Dataset) && run.Setup.Network.Depth == family.Depth
        && IsSameShape(run.Shape);

    private bool IsSameShape(string? shape) => ShapeName.Merged(shape, family.Depth) == ShapeName.Merged(family.ShapeText, family.Depth);

    private static long SizeOf(TrainingSetup setup) => 1L << (int)Math.Round(Math.Log2(setup.Network.Parameters));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
