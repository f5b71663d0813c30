using ButterE.Probe.Levels;

namespace ButterE.Engine.Model;

/// <summary>Fits the costs of a form of the model to runs or to a part of them, its edges and conditions being given.</summary>
/// <param name="runs">All runs.</param>
/// <param name="without">Terms to leave out, by name.</param>
internal sealed class FormFit(RunTerms runs, IReadOnlyList<string> without)
{
    // Of the median deviation: what lies far beyond pulls by its direction alone, as in a fit of medians.
    private const double RobustShare = 0.5;

    /// <summary>Fits with given edges and conditions.</summary>
    /// <param name="form">The form.</param>
    /// <param name="edges">Edges of the kernel regimes; null for the paper's terms.</param>
    /// <param name="conditions">Parts of the campaign whose factor is taken out first.</param>
    /// <param name="subset">Numbers of the runs to fit to.</param>
    /// <param name="robustScale">Log ratio beyond which the pull of a run is bounded.</param>
    /// <param name="start">A fit to start from whose terms can be carried over; null for none.</param>
    /// <param name="iterations">Iterations to spend at most.</param>
    /// <returns>The fit; null if there are too few runs for its terms.</returns>
    public FittedForm? Fit(
        ModelForm form, double[]? edges, IReadOnlyList<CampaignCondition> conditions, int[] subset, double robustScale,
        double[]? start = null, int iterations = LogRatioFit.MostIterations)
    {
        var all = subset.Select(run => runs.CountsOf(run, edges)).ToArray();
        if (all.Length == 0)
            return null;
        var names = TermNames.For(runs.Levels, edges is null ? 0 : edges.Length + 1);
        string[] left = [.. without, .. form.TermsLeftOut(names)];
        var used = Enumerable.Range(0, names.Length).Where(j => Array.Exists(all, row => row[j] > 0)).ToArray();
        var measured = subset.Select(run => runs.Measured[run] / CampaignCondition.FactorOf(conditions, runs.Runs[run])).ToArray();
        var terms = used.Where(j => !left.Contains(names[j])).ToArray();
        // The first fit of a form decides what the runs can tell apart; a search that moves an edge keeps to it.
        if (start is null)
            terms = BlindTerms.LeaveOut(all, measured, terms, names);
        if (terms.Length == 0 || all.Length <= terms.Length)
            return null;
        var problem = new LogRatioFit([.. all.Select(row => terms.Select(j => row[j]).ToArray())], measured, robustScale);
        var coefficients = problem.Minimise(null, start is null ? null : [.. terms.Select(j => start[j])], iterations);
        return new FittedForm(
            form, edges, conditions, terms, [.. Enumerable.Range(0, names.Length).Except(used).Where(j => !left.Contains(names[j]))],
            coefficients, robustScale, problem.HalfObjective(coefficients), problem.Growth(coefficients));
    }

    /// <summary>Fits the form with one kernel regime, the pull of each run bounded.</summary>
    /// <param name="subset">Numbers of the runs to fit to.</param>
    /// <returns>The fit; null if there are too few runs for its terms.</returns>
    public FittedForm? Spill(int[] subset)
    {
        return Fit(ModelForm.Spill, [], [], subset, double.PositiveInfinity) is { } squares
            ? Fit(ModelForm.Spill, [], [], subset, ScaleOf(squares, subset))
            : null;
    }

    /// <summary>The log ratio beyond which the pull of a run is to be bounded, by how far the runs of a fit are off.</summary>
    public double ScaleOf(FittedForm fitted, int[] subset)
    {
        var deviations = subset.Select(run => Math.Abs(fitted.LogRatio(runs, run))).Order().ToArray();
        return Math.Max(RobustShare * Quantile.Interpolated(deviations, 0.5), 1e-6);
    }
}
