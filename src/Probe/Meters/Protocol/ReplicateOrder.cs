namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// The order of replicates: complete blocks, each holding every configuration once in an order of its own, so that neither a drift of the machine
/// nor what ran before looks like an effect of the configuration.
/// </summary>
public static class ReplicateOrder
{
    /// <summary>The order in which to run; each entry is a configuration and the number of its replicate.</summary>
    /// <param name="configurations">How many configurations.</param>
    /// <param name="replicates">How often each runs.</param>
    /// <param name="seed">Seed of the order.</param>
    public static IReadOnlyList<(int Configuration, int Replicate)> Blocks(int configurations, int replicates, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(configurations);
        ArgumentOutOfRangeException.ThrowIfNegative(replicates);
        var random = new Random(seed);
        var order = new List<(int Configuration, int Replicate)>(configurations * replicates);
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            var block = Enumerable.Range(0, configurations).ToArray();
            random.Shuffle(block);
            order.AddRange(block.Select(configuration => (configuration, replicate)));
        }

        return order;
    }
}
