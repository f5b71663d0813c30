using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>What runs incur, counted once for all fits to them or to some of them.</summary>
internal sealed class RunTerms
{
    private readonly double[][] paper;
    private readonly Lazy<double[][]> beyond;
    private readonly Lazy<(double Size, double Calls)[][]> layers;

    /// <summary>Counts runs.</summary>
    /// <param name="runs">The runs, all measured.</param>
    /// <param name="rules">How the paper's terms are counted.</param>
    /// <param name="memory">The levels that hold the working sets.</param>
    /// <exception cref="Probe.InputException">A working set does not fit into the last level.</exception>
    public RunTerms(IReadOnlyList<MeasuredRun> runs, CountingRules rules, MemoryHierarchy memory)
    {
        Runs = runs;
        OfEngine = rules.Placement is EnginePlacement;
        Levels = memory.Levels.Count;
        Measured = [.. runs.Select(run => run.Measured!.Value)];
        Networks = [.. runs.Select(NetworkOf)];
        paper = [.. runs.Select(run => CostFeatures.Of(run.Setup, run.Epochs, rules, memory))];
        beyond = new(() => [.. runs.Select(run => CostFeatures.BeyondPaper(run.Setup, run.Epochs, rules, memory))]);
        layers = new(() => [.. runs.Select(run => CostFeatures.LayerCalls(run.Setup, run.Epochs))]);
    }

    /// <summary>The runs.</summary>
    public IReadOnlyList<MeasuredRun> Runs { get; }

    /// <summary>Whether the runs are counted as this project's engine makes them.</summary>
    public bool OfEngine { get; }

    /// <summary>Memory levels.</summary>
    public int Levels { get; }

    /// <summary>Measured costs.</summary>
    public double[] Measured { get; }

    /// <summary>What was trained on what: runs that agree here are repetitions, whatever their shape is called and
    /// whichever schedule ran.</summary>
    public string[] Networks { get; }

    /// <summary>Sizes of the layers of a run with their calls.</summary>
    public (double Size, double Calls)[] LayersOf(int run) => layers.Value[run];

    /// <summary>Counts of one run in the order of <see cref="TermNames.For(int, int)"/>.</summary>
    /// <param name="run">Number of the run.</param>
    /// <param name="edges">Where the second and later kernel regimes begin; null for the paper's terms.</param>
    public double[] CountsOf(int run, IReadOnlyList<double>? edges) => edges is null ? paper[run] : WithRegimes(beyond.Value[run], LayersOf(run), edges);

    /// <summary>Adds the calls per kernel regime.</summary>
    public static double[] WithRegimes(double[] beyondPaper, (double Size, double Calls)[] layers, IReadOnlyList<double> edges)
    {
        var counts = new double[beyondPaper.Length + edges.Count + 1];
        beyondPaper.CopyTo(counts, 0);
        foreach (var (size, calls) in layers)
            counts[beyondPaper.Length + KernelRegime.IndexOf(edges, size)] += calls;
        return counts;
    }

    private static string NetworkOf(MeasuredRun run) => string.Join(
        ' ', run.Dataset, run.Setup.Rows, run.Setup.Network.Inputs, run.Setup.Network.Residual, string.Join(',', run.Setup.Network.Widths), run.Setup.Batch);
}
