using ButterE.Engine.WorkingSets;
using ButterE.Probe;

namespace ButterE.Engine.Model;

/// <summary>What a fit found out about the terms of the cost model; see the properties of <see cref="EnergyModel"/> of the same names.</summary>
/// <param name="Coefficients">Costs of the terms, J or s.</param>
/// <param name="Intervals">95 % intervals of the costs; null without resampling.</param>
/// <param name="Without">Terms that were left out, by name.</param>
/// <param name="Errors">Errors over the runs of the fit; null when none could be computed.</param>
/// <param name="Identifiability">What the runs can tell apart.</param>
internal sealed record FittedTerms(
    PerTerm<double?> Coefficients, PerTerm<ConfidenceInterval?>? Intervals, IReadOnlyList<string> Without,
    FitErrors? Errors, Identifiability Identifiability);

/// <summary>One fit of the cost model: the counts of every run, the terms that they can determine, and how well.</summary>
internal sealed class ModelFit
{
    private readonly FitOptions options;
    private readonly string[] names;
    private readonly double[][] counts;
    private readonly double[] measured;

    /// <summary>Columns of the terms that are fitted.</summary>
    private readonly int[] terms;

    private ModelFit(FitOptions options, string[] names, double[][] counts, double[] measured, int[] terms) =>
        (this.options, this.names, this.counts, this.measured, this.terms) = (options, names, counts, measured, terms);

    /// <summary>Fits; see <see cref="EnergyModel.Fit"/>.</summary>
    /// <param name="runs">The runs, all measured.</param>
    /// <param name="rules">What a run is counted by.</param>
    /// <param name="memory">The levels that hold the working sets.</param>
    /// <param name="options">How to fit.</param>
    /// <exception cref="InsufficientDataException">There are too few runs, or they cannot tell some terms apart.</exception>
    /// <exception cref="InputException">A term to leave out does not exist, or a working set does not fit into the last level.</exception>
    public static FittedTerms Run(IReadOnlyList<MeasuredRun> runs, CountingRules rules, MemoryHierarchy memory, FitOptions options)
    {
        var names = TermNames.For(memory.Levels.Count);
        foreach (var name in options.Without)
        {
            if (!names.Contains(name))
                throw new InputException($"--without {name}: unknown term; known are {string.Join(", ", names)}");
        }

        if (runs.Count == 0)
            throw new InsufficientDataException("there is no measured run of this device to fit to");
        var all = runs.Select(run => CostFeatures.Of(run.Setup, run.Epochs, rules, memory)).ToArray();
        var used = Enumerable.Range(0, names.Length).Where(j => all.Any(row => row[j] > 0)).ToArray();
        var terms = used.Where(j => !options.Without.Contains(names[j])).ToArray();
        var measured = runs.Select(run => run.Measured!.Value).ToArray();
        if (options.LeaveOutBlindTerms)
            terms = WithoutBlind(all, measured, terms, names);
        if (terms.Length == 0 || runs.Count <= terms.Length)
        {
            throw new InsufficientDataException(
                $"{runs.Count} measured runs cannot determine {terms.Length} coefficients ({string.Join(", ", terms.Select(j => names[j]))}): "
                + "give more runs, or leave terms out with --without");
        }

        var fit = new ModelFit(options, names, [.. all.Select(row => terms.Select(j => row[j]).ToArray())], measured, terms);
        fit.RefuseBlindCombinations();
        var problem = new LogRatioFit(fit.counts, fit.measured);
        var coefficients = problem.Minimise();
        var resampled = fit.Resample(problem, coefficients);
        return new FittedTerms(
            Coefficients: PerTerm<double?>.From(fit.Spread<double?>(i => coefficients[i])),
            Intervals: resampled.Count == 0
                ? null
                : PerTerm<ConfidenceInterval?>.From(fit.Spread(i => ConfidenceInterval.Of(resampled.Select(sample => sample[i])))),
            Without: [.. names.Where((name, j) => options.Without.Contains(name) || (used.Contains(j) && !terms.Contains(j)))],
            Errors: FitErrors.Of([.. fit.counts.Select((row, i) => Predict(row, coefficients) / fit.measured[i])], fit.CrossValidate()),
            Identifiability: fit.Identify(coefficients, resampled, [.. Enumerable.Range(0, names.Length).Except(used).Select(j => names[j])]));
    }

    /// <summary>
    /// Terms that the runs can tell apart. Offered first are those that say most about a network: passes, operations, bytes;
    /// last the costs per layer and per run, which the others can best stand in for.
    /// </summary>
    private static int[] WithoutBlind(double[][] all, double[] measured, int[] terms, string[] names)
    {
        // kp, ko, m…, a…, kd, ke by the letter that tells them apart.
        const string Order = "pomade";
        var columns = Identifiability.UnitColumns([.. all.Select(row => terms.Select(j => row[j]).ToArray())], measured);
        static char Kind(string name) => name[0] == 'k' ? name[1] : name[0];
        var order = Enumerable.Range(0, terms.Length).OrderBy(i => Order.IndexOf(Kind(names[terms[i]]), StringComparison.Ordinal));
        return [.. Identifiability.Independent(columns, order).Order().Select(i => terms[i])];
    }

    private void RefuseBlindCombinations()
    {
        var blind = Identifiability.BlindCombination(Identifiability.UnitColumns(counts, measured));
        if (blind.Count > 0)
        {
            throw new InsufficientDataException(
                $"the {counts.Length} runs cannot tell {string.Join(", ", blind.Select(i => names[terms[i]]))} apart: "
                + "vary what they count (epochs, batches, depth, size), "
                + $"or leave terms out with --without {names[terms[blind[0]]]} or --leave-out-blind");
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

    /// <summary>
    /// Mean of |ratio − 1| over runs left out of the fit; null when some part could not be fitted or predicted without its own runs.
    /// </summary>
    private double? CrossValidate()
    {
        if (options.Folds < 2 || counts.Length < options.Folds)
            return null;
        var order = Enumerable.Range(0, counts.Length).ToArray();
        new Random(options.Seed).Shuffle(order);
        double sum = 0;
        for (var fold = 0; fold < options.Folds; fold++)
        {
            var training = order.Where((_, position) => position % options.Folds != fold).ToArray();
            if (training.Length <= terms.Length || terms.Where((_, j) => training.All(i => counts[i][j] == 0)).Any())
                return null;
            var coefficients = new LogRatioFit([.. training.Select(i => counts[i])], [.. training.Select(i => measured[i])]).Minimise();
            sum += order.Where((_, position) => position % options.Folds == fold)
                .Sum(i => Math.Abs(Predict(counts[i], coefficients) / measured[i] - 1));
        }

        return sum / counts.Length;
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
