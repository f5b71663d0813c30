using ButterE.Engine.WorkingSets;
using ButterE.Probe;

namespace ButterE.Engine.Model;

/// <summary>What a fit found out about the terms of the cost model; see the properties of <see cref="EnergyModel"/> of the same names.</summary>
/// <param name="Form">The form, given or chosen.</param>
/// <param name="Coefficients">Costs of the terms, J or s.</param>
/// <param name="Intervals">95 % intervals of the costs; null without resampling.</param>
/// <param name="Kernels">Kernel regimes; null in the paper's forms.</param>
/// <param name="Conditions">Parts of the campaign with a factor of their own.</param>
/// <param name="Without">Terms that were left out, by name.</param>
/// <param name="Errors">Errors over the runs of the fit; null when none could be computed.</param>
/// <param name="Residuals">Spread of predicted over measured cost.</param>
/// <param name="Candidates">Every form compared; null when the form was given.</param>
/// <param name="Groups">Errors on unseen groups.</param>
/// <param name="Identifiability">What the runs can tell apart.</param>
internal sealed record FittedTerms(
    ModelForm Form, PerTerm<double?> Coefficients, PerTerm<ConfidenceInterval?>? Intervals, IReadOnlyList<KernelRegime>? Kernels,
    IReadOnlyList<CampaignCondition> Conditions, IReadOnlyList<string> Without, FitErrors? Errors, ResidualHistogram? Residuals,
    IReadOnlyList<CandidateForm>? Candidates, IReadOnlyList<GroupValidation> Groups, Identifiability Identifiability);

/// <summary>One fit of the cost model: the counts of every run, the terms that they can determine, and how well.</summary>
internal sealed class ModelFit
{
    private readonly FitOptions options;
    private readonly string[] names;
    private readonly double[][] counts;
    private readonly double[] measured;

    /// <summary>Below this the form is not chosen by cross-validation: a fold would decide by two or three runs.</summary>
    private const int FewestRunsToChoose = 50;

    /// <summary>Columns of the terms that are fitted.</summary>
    private readonly int[] terms;

    private ModelFit(FitOptions options, string[] names, double[][] counts, double[] measured, int[] terms) =>
        (this.options, this.names, this.counts, this.measured, this.terms) = (options, names, counts, measured, terms);

    /// <summary>Fits; see <see cref="EnergyModel.Fit"/>.</summary>
    /// <param name="measuredRuns">The runs, all measured.</param>
    /// <param name="rules">What a run is counted by.</param>
    /// <param name="memory">The levels that hold the working sets.</param>
    /// <param name="options">How to fit.</param>
    /// <exception cref="InsufficientDataException">There are too few runs, or they cannot tell some terms apart.</exception>
    /// <exception cref="InputException">A term to leave out does not exist, or a working set does not fit into the last level.</exception>
    public static FittedTerms Run(IReadOnlyList<MeasuredRun> measuredRuns, CountingRules rules, MemoryHierarchy memory, FitOptions options)
    {
        if (measuredRuns.Count == 0)
            throw new InsufficientDataException("there is no measured run of this device to fit to");
        var runs = new RunTerms(measuredRuns, rules, memory);
        int[] all = [.. Enumerable.Range(0, measuredRuns.Count)];
        var formFit = new FormFit(runs, options.Without);
        var search = new FormSearch(runs, formFit);
        var selection = new ModelSelection(runs, search, Math.Max(2, options.Folds), options.Seed);
        var isChosen = options.Form is null && measuredRuns.Count >= FewestRunsToChoose;
        if (isChosen)
            options.Progress?.Report($"comparing the forms of the model on {measuredRuns.Count:N0} runs");
        (ModelForm Chosen, IReadOnlyList<CandidateForm> Forms)? candidates = isChosen ? selection.Compare(all) : null;
        // Too few to choose by: the engine's own runs are counted as it makes them, which leaves nothing to find from the runs.
        var ofEngine = options.Form is null && candidates is null && runs.OfEngine ? search.Of(ModelForm.Spill, all) : null;
        var form = options.Form ?? candidates?.Chosen ?? ofEngine?.Form ?? ModelForm.Paper;
        var found = form.IsBeyondPaper()
            ? ofEngine ?? search.Of(form, all)
                ?? throw new InsufficientDataException($"{measuredRuns.Count} measured runs are too few for the form {form.ToString().ToLowerInvariant()}")
            : null;

        var names = TermNames.For(memory.Levels.Count, found?.Edges is { } edges ? edges.Length + 1 : 0);
        foreach (var name in options.Without)
        {
            if (!names.Contains(name))
                throw new InputException($"--without {name}: unknown term; known are {string.Join(", ", names)}");
        }

        var rows = all.Select(run => runs.CountsOf(run, found?.Edges)).ToArray();
        var used = Enumerable.Range(0, names.Length).Where(j => Array.Exists(rows, row => row[j] > 0)).ToArray();
        string[] left = [.. options.Without.Union(form.TermsLeftOut(names))];
        var conditions = found?.Conditions ?? [];
        double[] plain = [.. all.Select(run => runs.Measured[run] / CampaignCondition.FactorOf(conditions, measuredRuns[run]))];
        var terms = found?.Terms ?? used.Where(j => !left.Contains(names[j])).ToArray();
        if (found is null && options.LeaveOutBlindTerms)
            terms = BlindTerms.LeaveOut(rows, plain, terms, names);
        if (terms.Length == 0 || rows.Length <= terms.Length)
        {
            throw new InsufficientDataException(
                $"{rows.Length} measured runs cannot determine {terms.Length} coefficients ({string.Join(", ", terms.Select(j => names[j]))}): "
                + "give more runs, or leave terms out with --without");
        }

        var fit = new ModelFit(options, names, [.. rows.Select(row => terms.Select(j => row[j]).ToArray())], plain, terms);
        if (found is null)
            fit.RefuseBlindCombinations();
        var problem = new LogRatioFit(fit.counts, fit.measured, found?.RobustScale ?? double.PositiveInfinity);
        var coefficients = problem.Minimise(found?.Coefficients);
        options.Progress?.Report($"form {form.ToString().ToLowerInvariant()}: resampling the runs for its intervals");
        var resampled = fit.Resample(problem, coefficients);
        var regimes = found is null ? 0 : found.Edges!.Length + 1;
        options.Progress?.Report("predicting runs that are left out of the fit");
        var unseen = options.Folds < 2 || rows.Length < options.Folds ? null
            : candidates is not null ? selection.PredictUnseen(all)
            : selection.PredictUnseen(form, all, CrossValidation.Deal(runs, all, options.Folds, options.Seed));
        double[] ratios = [.. fit.counts.Select((row, i) => Predict(row, coefficients) / fit.measured[i])];
        return new FittedTerms(
            form,
            PerTerm<double?>.From(fit.Spread<double?>(i => coefficients[i]), regimes),
            resampled.Count == 0
                ? null
                : PerTerm<ConfidenceInterval?>.From(fit.Spread(i => ConfidenceInterval.Of(resampled.Select(sample => sample[i]))), regimes),
            found is null ? null : KernelSearch.WithIntervals(formFit, runs, found, all),
            conditions,
            [.. names.Where((name, j) => left.Contains(name) || (used.Contains(j) && !terms.Contains(j)))],
            FitErrors.Of(ratios, unseen is null ? null : CrossValidation.MeanErrorOfPredicted(runs, all, unseen)),
            ResidualHistogram.Of(ratios),
            candidates?.Forms,
            [.. options.Groups.Select(by => GroupValidation.Of(by, runs, all, (training, rest) =>
                search.Of(form, training) is { } other ? [.. rest.Select(run => other.Predict(runs, run))] : [.. rest.Select(_ => double.NaN)]))],
            fit.Identify(coefficients, resampled, [.. Enumerable.Range(0, names.Length).Except(used).Select(j => names[j])]));
    }

    private void RefuseBlindCombinations()
    {
        var blind = Identifiability.BlindCombination(Identifiability.UnitColumns(counts, measured));
        if (blind.Count > 0)
        {
            throw new InsufficientDataException(
                $"the {counts.Length} runs cannot tell {string.Join(", ", blind.Select(i => names[terms[i]]))} apart: "
                + "vary what they count (epochs, batches, depth, size), "
                + $"leave terms out with --without {names[terms[blind[0]]]} or --leave-out-blind, or take the form for runs of this engine, --placement engine");
        }
    }

    /// <summary>Coefficients of resampled runs. A term that a resample does not incur is not a number in it.</summary>
    private List<double[]> Resample(LogRatioFit problem, double[] coefficients)
    {
        var random = new Random(options.Seed);
        // A term at zero may become positive in a resample, and Newton's step is free to release it: the optimum is a good start.
        var samples = new List<double[]>(options.Bootstraps);
        for (var sample = 0; sample < options.Bootstraps; sample++)
        {
            var weights = new int[counts.Length];
            for (var i = 0; i < weights.Length; i++)
                weights[random.Next(weights.Length)]++;
            var resampled = problem.Minimise(weights, coefficients);
            for (var j = 0; j < resampled.Length; j++)
            {
                if (!counts.Where((row, i) => weights[i] > 0 && row[j] > 0).Any())
                    resampled[j] = double.NaN;
            }

            samples.Add(resampled);
        }

        return samples;
    }

    private Identifiability Identify(double[] coefficients, List<double[]> resampled, IReadOnlyList<string> unused)
    {
        var predicted = counts.Select(row => Predict(row, coefficients)).ToArray();
        var columns = Identifiability.UnitColumns(counts, predicted);
        var norms = Enumerable.Range(0, terms.Length)
            .Select(j => Math.Sqrt(counts.Select((row, i) => row[j] / predicted[i]).Sum(x => x * x))).ToArray();
        var pairs = from first in Enumerable.Range(0, terms.Length)
                    from second in Enumerable.Range(first + 1, terms.Length - first - 1)
                    let cosine = columns.Column(first).DotProduct(columns.Column(second))
                    where cosine >= Identifiability.ReportedCosine
                    let weight = norms[second] / norms[first]
                    select new CollinearPair(
                        names[terms[first]], names[terms[second]], cosine, weight,
                        coefficients[first] + weight * coefficients[second],
                        ConfidenceInterval.Of(resampled.Select(sample => sample[first] + weight * sample[second])));
        return new Identifiability(Identifiability.Condition(columns), unused, [.. pairs]);
    }

    /// <summary>Puts values of the fitted terms in their places among all terms; the others stay null.</summary>
    private T?[] Spread<T>(Func<int, T?> valueOf)
    {
        var spread = new T?[names.Length];
        for (var i = 0; i < terms.Length; i++)
            spread[terms[i]] = valueOf(i);
        return spread;
    }

    private static double Predict(double[] row, double[] coefficients)
    {
        double sum = 0;
        for (var j = 0; j < row.Length; j++)
            sum += row[j] * coefficients[j];
        return sum;
    }
}
