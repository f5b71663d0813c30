using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Study;

/// <summary>One training run of a study.</summary>
/// <param name="Shape">Shape of the network.</param>
/// <param name="Size">Target number of parameters.</param>
/// <param name="Network">The network.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="EstimatedSeconds">What the run is expected to take, for the progress bar and for dealing out epochs, s.</param>
public sealed record PlannedRun(Shape Shape, long Size, Network Network, int Epochs, double EstimatedSeconds);

/// <summary>
/// The runs of a study. The plan depends on the scope, the data and the profile alone: a study that goes on after an interruption reads the
/// same profile and so plans the same runs.
/// </summary>
public static class StudyPlan
{
    /// <summary>
    /// Epochs that the largest networks of a full study train at least, whatever they take: isolines cross only where large networks, too, come to the
    /// losses that small ones reach in thousands of epochs.
    /// </summary>
    public const int FewestEpochsOfFull = 60;

    /// <summary>Plans the runs, family by family in order of size; the order in which they are made is <see cref="RunPlace.Order"/>.</summary>
    /// <param name="scope">How much to measure.</param>
    /// <param name="data">The data.</param>
    /// <param name="profile">The machine.</param>
    /// <param name="batch">Rows of a batch.</param>
    public static IReadOnlyList<PlannedRun> Of(StudyScope scope, Dataset data, HardwareProfile profile, int batch)
    {
        var (secondsPerRun, fewestEpochs, mostEpochs) = scope == StudyScope.Quick ? (1.2, 1, 1500) : (20.0, FewestEpochsOfFull, 3000);
        var runs =
            from family in Families(scope)
            from size in family.Sizes
            let network = NetworkSolver.Solve(family.Shape, data.Inputs, data.Outputs, family.Depth, size)
            where NetworkSolver.IsConformant(network, size)
            let epochSeconds = EpochEstimate.Seconds(network, data.Rows, batch, profile.Compute?.PeakFlopsPerSecond)
            let epochs = (int)Math.Clamp(Math.Round(secondsPerRun / epochSeconds), fewestEpochs, mostEpochs)
            select new PlannedRun(family.Shape, size, network, epochs, epochs * epochSeconds);
        return [.. runs];
    }

    private static IEnumerable<(Shape Shape, int Depth, IEnumerable<long> Sizes)> Families(StudyScope scope)
    {
        if (scope == StudyScope.Quick)
        {
            yield return (Shape.Rectangle, 3, Powers(6, 22));
            yield return (Shape.Rectangle, 2, Powers(6, 20).Where((_, i) => i % 2 == 0));
            yield return (Shape.Rectangle, 6, Powers(7, 21).Where((_, i) => i % 2 == 0));
            yield return (Shape.WideFirst4x, 4, Powers(8, 20).Where((_, i) => i % 3 == 0));
            yield break;
        }

        // Six shapes and depths over every size of the paper's range that this machine trains within the time, and one more shape at half of them.
        foreach (var depth in new[] { 2, 3, 5, 8 })
            yield return (Shape.Rectangle, depth, Powers(5, 22));
        yield return (Shape.Trapezoid, 4, Powers(5, 22));
        yield return (Shape.WideFirst4x, 4, Powers(5, 22));
        yield return (Shape.Exponential, 4, Powers(5, 22).Where((_, i) => i % 2 == 0));
        yield return (Shape.RectangleResidual, 5, Powers(5, 22).Where((_, i) => i % 2 == 0));
    }

    private static IEnumerable<long> Powers(int first, int last) => Enumerable.Range(first, last - first + 1).Select(power => 1L << power);
}
