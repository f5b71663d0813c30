namespace ButterE.Engine.Model;

/// <summary>
/// Finds the layer sizes at which the cost of a layer changes: change points, added one by one where they lower the objective most, as long
/// as that is more than chance would, then each moved to where it fits best.
/// </summary>
internal static class KernelSearch
{
    private const int MostEdges = 7;
    private const int CandidatesPerDoubling = 3;
    private const int FewestRunsOfARegime = 10;
    private const int SearchIterations = 6;
    private const int MostMoves = 3;

    /// <summary>How far an edge is moved to see whether it fits better, in doublings: near steps place it between two layer sizes, far ones free it.</summary>
    private static readonly double[] Moves = [-1, -0.7, -0.5, -0.33, -0.2, -0.12, -0.06, -0.03, 0.03, 0.06, 0.12, 0.2, 0.33, 0.5, 0.7, 1];

    /// <summary>Twice the gain in log likelihood at which a 95 % interval of one parameter ends (χ² with one degree of freedom).</summary>
    private const double IntervalGain = 3.84;

    /// <summary>Adds regimes to a fit of one.</summary>
    /// <param name="fit">Fits the model.</param>
    /// <param name="runs">All runs.</param>
    /// <param name="single">The fit with one regime.</param>
    /// <param name="subset">Numbers of the runs to fit to.</param>
    public static FittedForm Run(FormFit fit, RunTerms runs, FittedForm single, int[] subset)
    {
        var sizes = subset.SelectMany(run => runs.LayersOf(run)).Select(layer => layer.Size).Distinct().Order().ToArray();
        var best = single with { Form = ModelForm.Kernels };
        while (best.Edges!.Length < MostEdges)
        {
            var next = Best(fit, runs, best, subset, Candidates(sizes).Select(size => Insert(best.Edges, size)));
            // An edge is two parameters, its place and the cost beyond it (Schwarz's criterion).
            if (next is null || Gain(best, next, subset.Length) < 2 * Math.Log(subset.Length))
                break;
            // Before the next is sought: a misplaced edge calls for a second one beside it.
            best = Refined(fit, runs, next, subset, sizes);
        }

        while (best.Edges!.Length > 0)
        {
            var edges = best.Edges;
            var fewer = Best(fit, runs, best, subset, Enumerable.Range(0, edges.Length).Select(gone => edges.Where((_, edge) => edge != gone).ToArray()));
            if (fewer is null || Gain(fewer, best, subset.Length) >= 2 * Math.Log(subset.Length))
                break;
            best = Refined(fit, runs, fewer, subset, sizes);
        }

        return best.Edges!.Length == 0
            ? best
            // With the regimes found the runs lie closer, and what counts as far off with them.
            : fit.Fit(ModelForm.Kernels, best.Edges, best.Conditions, subset, fit.ScaleOf(best, subset)) ?? best;
    }

    /// <summary>The regimes of a fit with the intervals within which their edges could as well lie.</summary>
    /// <param name="fit">Fits the model.</param>
    /// <param name="runs">All runs.</param>
    /// <param name="found">The fit.</param>
    /// <param name="subset">Numbers of the runs that it was fitted to.</param>
    public static IReadOnlyList<KernelRegime> WithIntervals(FormFit fit, RunTerms runs, FittedForm found, int[] subset)
    {
        var sizes = subset.SelectMany(run => runs.LayersOf(run)).Select(layer => layer.Size).Distinct().Order().ToArray();
        var regimes = new List<KernelRegime> { new(1, null, null) };
        for (var edge = 0; edge < found.Edges!.Length; edge++)
        {
            var (low, high) = (found.Edges[edge], found.Edges[edge]);
            foreach (var edges in Moved(found.Edges, edge, sizes))
            {
                if (Fitted(fit, runs, found, edges, subset) is { } moved && -Gain(found, moved, subset.Length) <= IntervalGain)
                    (low, high) = (Math.Min(low, edges[edge]), Math.Max(high, edges[edge]));
            }

            regimes.Add(new KernelRegime(found.Edges[edge], low, high));
        }

        return regimes;
    }

    private static FittedForm Refined(FormFit fit, RunTerms runs, FittedForm found, int[] subset, double[] sizes)
    {
        var best = found;
        for (var edge = 0; edge < best.Edges!.Length; edge++)
        {
            for (var move = 0; move < MostMoves; move++)
            {
                if (Best(fit, runs, best, subset, Moved(best.Edges!, edge, sizes)) is not { } moved || moved.Loss >= best.Loss)
                    break;
                best = moved;
            }
        }

        return best;
    }

    /// <summary>Twice the gain in log likelihood at an unknown spread of the log ratios: n ln of a ratio of squares, whatever the power of the loss.</summary>
    private static double Gain(FittedForm before, FittedForm after, int n) => 2 / after.Growth * n * Math.Log(before.Loss / after.Loss);

    private static FittedForm? Best(FormFit fit, RunTerms runs, FittedForm from, int[] subset, IEnumerable<double[]> candidates) =>
        candidates.Select(edges => Fitted(fit, runs, from, edges, subset)).Where(candidate => candidate is not null).MinBy(found => found!.Loss);

    private static FittedForm? Fitted(FormFit fit, RunTerms runs, FittedForm from, double[] edges, int[] subset)
    {
        for (var regime = 0; regime <= edges.Length; regime++)
        {
            if (subset.Count(run => Array.Exists(runs.LayersOf(run), layer => KernelRegime.IndexOf(edges, layer.Size) == regime)) < FewestRunsOfARegime)
                return null;
        }

        return fit.Fit(from.Form, edges, from.Conditions, subset, from.RobustScale, Start(from, runs.Levels, edges), SearchIterations);
    }

    /// <summary>The coefficients so far, each new regime with the cost of the one that covered it.</summary>
    private static double[] Start(FittedForm from, int levels, double[] edges)
    {
        var before = TermNames.BeforeRegimes(levels);
        var old = new double[before + from.Edges!.Length + 1];
        for (var i = 0; i < from.Terms.Length; i++)
            old[from.Terms[i]] = from.Coefficients[i];
        var start = new double[before + edges.Length + 1];
        Array.Copy(old, start, before);
        for (var regime = 0; regime <= edges.Length; regime++)
            start[before + regime] = old[before + KernelRegime.IndexOf(from.Edges, regime == 0 ? 1 : edges[regime - 1])];
        return start;
    }

    private static double[] Insert(double[] edges, double size) => edges.Contains(size) ? edges : [.. edges.Append(size).Order()];

    private static IEnumerable<double> Candidates(double[] sizes)
    {
        for (var size = sizes[0]; size < sizes[^1]; size *= Math.Pow(2, 1.0 / CandidatesPerDoubling))
        {
            var index = Array.FindIndex(sizes, found => found > size);
            if (index > 0)
                yield return Between(sizes, index);
        }
    }

    /// <summary>The edges with one of them elsewhere between its neighbours.</summary>
    private static IEnumerable<double[]> Moved(double[] edges, int edge, double[] sizes)
    {
        var low = Math.Max(edges[edge] / 2, edge == 0 ? sizes[0] : edges[edge - 1]);
        var high = Math.Min(edges[edge] * 2, edge == edges.Length - 1 ? sizes[^1] : edges[edge + 1]);
        foreach (var move in Moves)
        {
            var wanted = edges[edge] * Math.Pow(2, move);
            var index = Array.FindIndex(sizes, size => size > wanted);
            if (index <= 0 || wanted <= low || wanted >= high)
                continue;
            var moved = edges.ToArray();
            moved[edge] = Between(sizes, index);
            if (edge == 0 || moved[edge] > edges[edge - 1])
                yield return moved;
        }
    }

    // The runs say nothing about where between two sizes the change lies.
    private static double Between(double[] sizes, int index) => Math.Sqrt(sizes[index - 1] * sizes[index]);
}
