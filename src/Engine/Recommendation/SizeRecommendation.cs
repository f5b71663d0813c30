using ButterE.Engine.Model;
using ButterE.Engine.Runs;
using ButterE.Probe;

namespace ButterE.Engine.Recommendation;

/// <summary>One network that reached the loss level.</summary>
/// <param name="Size">Trainable parameters.</param>
/// <param name="Shape">Published name of the shape; null when widths were given.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Cost">Cost to the loss level, s or J.</param>
/// <param name="RunId">The run.</param>
public sealed record Candidate(long Size, string? Shape, int Depth, double Cost, string RunId);

/// <summary>The network size that reaches a loss at least cost, and what that rests on.</summary>
/// <param name="Size">Trainable parameters of the cheapest network.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Evidence">What it rests on, one line each.</param>
/// <param name="Target">Whether cost is time (s) or energy (J).</param>
/// <param name="LossLevel">The test loss that is reached.</param>
/// <param name="Candidates">All networks that reach it, cheapest first.</param>
public sealed record SizeRecommendation(
    long Size, string Reason, IReadOnlyList<string> Evidence, CostTarget Target, double LossLevel, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>Sizes that must reach a loss level before it can say which of them is cheap.</summary>
    public const int SizesNeeded = 5;

    /// <summary>Compares the runs at the lowest test loss that <see cref="SizesNeeded"/> sizes reach.</summary>
    /// <param name="runs">Runs on one data set and one device.</param>
    /// <param name="target">The cost.</param>
    /// <exception cref="InsufficientDataException">Fewer sizes than <see cref="SizesNeeded"/> have test losses and a measured cost.</exception>
    public static SizeRecommendation FromRuns(IReadOnlyList<RunRecord> runs, CostTarget target)
    {
        var bestBySize = runs
            .Where(run => run.Status == RunStatus.Completed && CostToLoss.BestLoss(run) is { } loss && CostToLoss.Of(run, loss, target) is not null)
            .GroupBy(run => run.Configuration.Size ?? run.Configuration.Parameters)
            .Select(group => group.Min(run => CostToLoss.BestLoss(run)!.Value))
            .Order()
            .ToList();
        if (bestBySize.Count < SizesNeeded)
            throw new InsufficientDataException(
                $"{bestBySize.Count} sizes have test losses and a measured {Name(target)}: a recommendation needs {SizesNeeded}");

        var level = bestBySize[SizesNeeded - 1];
        // The losses of replicates are the same, their costs are not: the mean stands for a network, under its first run.
        var networks = runs.GroupBy(run => ReplicateMeans.IdentityOf(run.Configuration)).ToList();
        var candidates = networks
            .Select(group => (
                run: group.MinBy(run => run.Configuration.Replicate)!, costs: group.Select(run => CostToLoss.Of(run, level, target)).ToList()))
            .Where(c => c.run.Status == RunStatus.Completed && c.costs.TrueForAll(cost => cost is not null))
            .Select(c => new Candidate(
                c.run.Configuration.Parameters, c.run.Configuration.Shape, c.run.Configuration.Depth, c.costs.Average()!.Value, c.run.RunId))
            .OrderBy(c => c.Cost)
            .ToList();
        var unit = target == CostTarget.Time ? "s" : "J";
        var (best, largest, smallest) = (candidates[0], candidates.MaxBy(c => c.Size)!, candidates.MinBy(c => c.Size)!);
        return new SizeRecommendation(
            best.Size,
            $"{best.Size:N0} parameters ({best.Shape ?? "given widths"}, depth {best.Depth}) reach a test loss of {level:G3} "
            + $"with the least {Name(target)}, {best.Cost:G3} {unit}",
            [
                $"{candidates.Count} of {networks.Count} networks reach that loss, from {smallest.Size:N0} to {largest.Size:N0} parameters",
                $"the largest of them needs {largest.Cost / best.Cost:0.0} times as much, the smallest {smallest.Cost / best.Cost:0.0} times",
                .. candidates.Skip(1).Take(1).Select(next =>
                    $"next is {next.Size:N0} parameters (depth {next.Depth}) with {next.Cost / best.Cost - 1:0 %} more"),
            ],
            target, level, candidates);
    }

    private static string Name(CostTarget target) => target == CostTarget.Time ? "time" : "energy";
}
