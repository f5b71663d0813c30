namespace ButterE.Engine.Networks;

/// <summary>
/// The floating-point operations of training as the paper's notebook counts them: one multiply-accumulate counts 1.
/// </summary>
/// <param name="Forward">One forward pass over one batch.</param>
/// <param name="Backward">One backward pass with the update, over one batch.</param>
/// <param name="PerEpoch">All training batches forward and backward plus all test batches forward; null without a number of rows.</param>
/// <param name="PerDatum"><paramref name="PerEpoch"/> over the training rows, rounded up to whole batches; null without a number of rows.</param>
public sealed record TrainingFlops(double Forward, double Backward, double? PerEpoch, double? PerDatum)
{
    /// <summary>Counts the operations of a network (notebook 3 of the paper's supplement).</summary>
    /// <param name="network">The network; its true parameter count enters the reduction of the gradients.</param>
    /// <param name="rawFeatures">Features before encoding, which is what the notebook takes for the width of layer 0.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="rows">Rows of the data set before the split; null when not known.</param>
    public static TrainingFlops Count(Network network, int rawFeatures, int batch, int? rows)
    {
        double forward = 0, backward = 0, previous = rawFeatures;
        for (var layer = 0; layer < network.Depth; layer++)
        {
            double units = network.Widths[layer], products = previous * units;
            forward += products + units;
            backward += 2 * units + products + (layer == 0 ? 0 : products);
            previous = units;
        }

        forward *= batch;
        backward = backward * batch + (double)network.Parameters * (1.0 + batch);
        if (rows is not { } n)
            return new TrainingFlops(forward, backward, null, null);
        var batches = BatchCounts.Of(n, batch);
        var perEpoch = batches.Training * (forward + backward) + batches.Test * forward;
        return new TrainingFlops(forward, backward, perEpoch, perEpoch / ((double)batches.Training * batch));
    }
}

/// <summary>Batches of one epoch.</summary>
/// <param name="Training">Training batches, the paper's ht.</param>
/// <param name="Test">Test batches, the paper's hs.</param>
public sealed record BatchCounts(int Training, int Test)
{
    /// <summary>Batches after the paper's split: ceil(0.2 n) test rows, the others train; the last, short batch counts.</summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="batch">Rows of a batch.</param>
    public static BatchCounts Of(int rows, int batch)
    {
        var test = TestRows(rows);
        return new BatchCounts(Shares(rows - test, batch), Shares(test, batch));
    }

    /// <summary>Batches where every row trains.</summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="batch">Rows of a batch.</param>
    public static BatchCounts WithoutSplit(int rows, int batch) => new(Shares(rows, batch), 0);

    /// <summary>Test rows of the paper's split: ceil(0.2 n).</summary>
    public static int TestRows(int rows) => Shares(rows, 5);

    // Shares of so many rows at most; both may be the largest int.
    private static int Shares(int rows, int most) => (int)(((long)rows + most - 1) / most);
}
