namespace ButterE.Engine.Networks;

/// <summary>
/// What an epoch may take, from operations alone: for sharing out work before anything was measured, where a factor of two does no harm.
/// </summary>
public static class EpochEstimate
{
    // Per step and layer, and the share of the ceiling that a step reaches.
    private const double SecondsPerLayer = 1e-6, ShareOfCeiling = 0.5;

    /// <summary>Ceiling that is assumed where none was measured, FLOP/s.</summary>
    public const double AssumedFlopsPerSecond = 20e9;

    /// <summary>Time of an epoch, s.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">Rows of the data set before the paper's split.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="flopsPerSecond">Ceiling of the machine; null for <see cref="AssumedFlopsPerSecond"/>.</param>
    public static double Seconds(Network network, int rows, int batch, double? flopsPerSecond = null)
    {
        var batches = BatchCounts.Of(rows, batch);
        var rate = ShareOfCeiling * (flopsPerSecond ?? AssumedFlopsPerSecond);
        // Three products of 2 FLOP per parameter and row in a training step, one in a test step.
        double training = 6.0 * network.Parameters * batch / rate, test = training / 3, fixedCost = SecondsPerLayer * network.Depth;
        return batches.Training * (training + 3 * fixedCost) + batches.Test * (test + fixedCost);
    }
}
