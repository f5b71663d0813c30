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
        for (var round = 0; round < Rounds; round++)
        {
            // The costs are fitted again without the factors, and the factors found again on what is left.
            var conditions = Find(runs, best, subset);
            if (conditions.Count == 0)
                return best with { Conditions = [] };
            if (fit.Fit(ModelForm.Conditions, best.Edges, conditions, subset, best.RobustScale) is not { } refitted)
                return best;
            best = refitted;
        }

        return best;
    }

    private static List<CampaignCondition> Find(RunTerms runs, FittedForm fitted, int[] subset)
    {
        var left = subset.Where(run => runs.Runs[run].Shape is not null)
            .Select(run => (runs.Runs[run].Shape, runs.Runs[run].Setup.Network.Depth, Ratio: -fitted.LogRatio(runs, run)))
            .Where(run => double.IsFinite(run.Ratio)).ToList();
        var found = new List<CampaignCondition>();
        while (found.Count < MostConditions && left.Count > FewestRuns)
        {
            // The other runs scatter about their own middle, which a large part with a factor of its own has pulled along.
            var total = left.Sum(run => Math.Abs(run.Ratio));
            var (gain, shape, from, to) = Candidates(left).MaxBy(candidate => candidate.Gain);
            // Shape, two depths and the factor (Schwarz's criterion; absolute deviations are Laplace's likelihood).
            if (shape is null || 2 * subset.Length * Math.Log(total / (total - gain)) < 4 * Math.Log(subset.Length))
                break;
            var inside = left.Where(run => run.Shape == shape && run.Depth >= from && run.Depth <= to).Select(run => run.Ratio).Order().ToArray();
            var middle = FitErrors.Quantile(inside, 0.5);
            var margin = 1.96 * 1.2533 * Spread(inside) / Math.Sqrt(inside.Length);
            found.Add(new CampaignCondition(
                shape, from, to, Math.Exp(middle), Math.Exp(middle - margin), Math.Exp(middle + margin), inside.Length));
            left.RemoveAll(run => run.Shape == shape && run.Depth >= from && run.Depth <= to);
        }

        return found;
    }

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
                    if (inside.Length < FewestRuns)
                        continue;
                    var middle = FitErrors.Quantile(inside, 0.5);
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
