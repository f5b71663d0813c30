using ButterE.Probe.Levels;

namespace ButterE.Engine.Model;

/// <summary>
/// Finds parts of a campaign, a shape over a range of depths, whose runs all came out cheaper or dearer by one factor, as long as that
/// explains more than chance would.
/// </summary>
internal static class ConditionSearch
{
    private const int MostConditions = 4;
    private const int FewestRuns = 6;
    private const int Rounds = 2;

    /// <summary>Adds conditions to a fit.</summary>
    /// <param name="fit">Fits the model.</param>
    /// <param name="runs">All runs.</param>
    /// <param name="kernels">The fit without conditions.</param>
    /// <param name="subset">Numbers of the runs to fit to.</param>
    public static FittedForm Run(FormFit fit, RunTerms runs, FittedForm kernels, int[] subset)
    {
        var best = kernels with { Form = ModelForm.Conditions };
        while (best.Conditions.Count < MostConditions && Next(runs, best, subset) is { } found)
        {
            // A part of the campaign has pulled the costs of all others along: they are fitted again without its factor, the factors to what
            // is left, and only then another part is looked for.
            var conditions = best.Conditions.Append(found).ToArray();
            for (var round = 0; round < Rounds; round++)
            {
                if (fit.Fit(ModelForm.Conditions, best.Edges, conditions, subset, best.RobustScale) is not { } refitted)
                    return best;
                best = refitted;
                conditions = [.. conditions.Select(condition => WithFactor(runs, best, subset, condition))];
            }
        }

        return best;
    }

    /// <summary>The part that gains most with a factor of its own; null when none gains more than chance would.</summary>
    private static CampaignCondition? Next(RunTerms runs, FittedForm fitted, int[] subset)
    {
        var left = Ratios(runs, fitted, subset).Where(run => !fitted.Conditions.Any(condition => condition.Covers(run.Shape, run.Depth))).ToList();
        if (left.Count <= FewestRuns)
            return null;
        var total = left.Sum(run => Math.Abs(run.Ratio));
        var (gain, shape, from, to) = Candidates(left).MaxBy(candidate => candidate.Gain);
        // Shape, two depths and the factor (Schwarz's criterion; absolute deviations are Laplace's likelihood).
        return shape is null || 2 * left.Count * Math.Log(total / (total - gain)) < 4 * Math.Log(subset.Length)
            ? null
            : WithFactor(runs, fitted, subset, new CampaignCondition(shape, from, to, 1, 1, 1, 0));
    }

    private static CampaignCondition WithFactor(RunTerms runs, FittedForm fitted, int[] subset, CampaignCondition condition)
    {
        var inside = Ratios(runs, fitted, subset).Where(run => condition.Covers(run.Shape, run.Depth)).Select(run => run.Ratio).Order().ToArray();
        var middle = Quantile.Interpolated(inside, 0.5);
        // Standard error of a median of normal deviates, two-sided 95 %.
        var margin = 1.96 * 1.2533 * Spread(inside) / Math.Sqrt(inside.Length);
        return condition with
        {
            Factor = Math.Exp(middle), FactorLow = Math.Exp(middle - margin), FactorHigh = Math.Exp(middle + margin), Runs = inside.Length,
        };
    }

    private static IEnumerable<(string? Shape, int Depth, double Ratio)> Ratios(RunTerms runs, FittedForm fitted, int[] subset) => subset
        .Where(run => runs.Runs[run].Shape is not null)
        .Select(run => (runs.Runs[run].Shape, runs.Runs[run].Setup.Network.Depth, -fitted.LogRatio(runs, run)))
        .Where(run => double.IsFinite(run.Item3));

    private static IEnumerable<(double Gain, string? Shape, int From, int To)> Candidates(
        List<(string? Shape, int Depth, double Ratio)> left)
    {
        yield return (0, null, 0, 0);
        foreach (var shape in left.GroupBy(run => run.Shape))
        {
            var depths = shape.Select(run => run.Depth).Distinct().Order().ToArray();
            for (var first = 0; first < depths.Length; first++)
            {
                for (var last = first; last < depths.Length; last++)
                {
                    var inside = shape.Where(run => run.Depth >= depths[first] && run.Depth <= depths[last]).Select(run => run.Ratio).Order().ToArray();
                    // What holds for most runs is the rule and not a condition.
                    if (inside.Length < FewestRuns || inside.Length > left.Count / 3)
                        continue;
                    var middle = Quantile.Interpolated(inside, 0.5);
                    yield return (inside.Sum(ratio => Math.Abs(ratio) - Math.Abs(ratio - middle)), shape.Key, depths[first], depths[last]);
                }
            }
        }
    }

    private static double Spread(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
    }
}
