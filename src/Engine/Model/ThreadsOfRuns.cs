using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>The rule by which the runs of a fit were shared among threads, for networks that were not among them.</summary>
/// <param name="Most">Threads at most.</param>
/// <param name="SmallestSharedLayer">Parameters a layer, on average, of the network that has fewest of those that more than one thread trained.</param>
public sealed record ThreadsOfRuns(int Most, long SmallestSharedLayer)
{
    /// <summary>The rule of some runs; null where none says that several threads trained it.</summary>
    /// <param name="runs">The runs.</param>
    public static ThreadsOfRuns? Of(IEnumerable<MeasuredRun> runs)
    {
        TrainingSetup[] shared = [.. runs.Select(run => run.Setup).Where(setup => setup.Threads > 1)];
        return shared.Length == 0 ? null : new(shared.Max(setup => setup.Threads!.Value), shared.Min(setup => setup.Network.ParametersPerLayer));
    }

    /// <summary>Threads that such runs would have had for a network.</summary>
    /// <param name="setup">What is trained.</param>
    public int For(TrainingSetup setup) => ThreadRule.Of(setup.Network, setup.Batch, LayerWork.PanelWidthOf(setup.Simd), SmallestSharedLayer, Most);
}
