using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Runs;

/// <summary>Where a run stands among the runs of one call: which configuration, which replicate, and when.</summary>
/// <param name="Configuration">Number of the configuration, from 0.</param>
/// <param name="Replicate">Number of the replicate, from 0.</param>
/// <param name="Position">Place in the order in which the runs are made, from 0.</param>
/// <param name="OrderSeed">Seed of the order.</param>
public sealed record RunPlace(int Configuration, int Replicate, int Position, int OrderSeed)
{
    /// <summary>
    /// All runs of a call in the order in which to make them: complete blocks, each with every configuration once in a random order of its own
    /// (<see cref="ReplicateOrder"/>), so that a call that is cut short has whole blocks but for the last.
    /// </summary>
    /// <param name="configurations">How many configurations.</param>
    /// <param name="replicates">How often each runs.</param>
    /// <param name="seed">Seed of the order.</param>
    public static IReadOnlyList<RunPlace> Order(int configurations, int replicates, int seed) =>
        [.. ReplicateOrder.Blocks(configurations, replicates, seed)
            .Select((run, position) => new RunPlace(run.Configuration, run.Replicate, position, seed))];
}
