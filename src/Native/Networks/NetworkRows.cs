using ButterE.Engine.Parameters;
using ButterE.Native.Calls;

namespace ButterE.Native.Networks;

/// <summary>Matrices that a caller lends to a network for one call.</summary>
internal static unsafe class NetworkRows
{
    /// <summary>Gives the rows to train on.</summary>
    /// <exception cref="CallException">A pointer is null, or a number is out of range.</exception>
    public static void Set(EmbeddedNetwork network, float* features, float* targets, long rows, int split)
    {
        if (split is < 0 or > 1)
            throw CallException.Argument($"split {split}: must be BE_SPLIT_NONE or BE_SPLIT_PAPER");
        var (count, inputs, outputs) = (Count(rows), network.Network.Inputs, network.Network.Outputs);
        network.SetData(
            CallArguments.Rows(features, rows, inputs, "features"), CallArguments.Rows(targets, rows, outputs, "targets"), count, split == 1);
    }

    /// <summary>The mean loss over the caller's rows, or over the test rows of the network where all is null.</summary>
    /// <exception cref="CallException">A pointer is null, a number is out of range, or there are no test rows.</exception>
    public static double Evaluate(EmbeddedNetwork network, float* features, float* targets, long rows)
    {
        if (features is null && targets is null && rows == 0)
        {
            return network.Test is { } test
                ? Engine.Training.TrainingLoop.Evaluate(network.Trainer, test)
                : throw CallException.Argument("network: has no test rows; pass rows, or set the data with BE_SPLIT_PAPER");
        }

        var count = Count(rows);
        return network.Evaluate(
            CallArguments.Rows(features, rows, network.Network.Inputs, "features"),
            CallArguments.Rows(targets, rows, network.Network.Outputs, "targets"), count);
    }

    /// <summary>A copy of parameters that the caller passes, one matrix a layer.</summary>
    /// <exception cref="CallException">A pointer is null, or a size is not the network's.</exception>
    public static ParameterSet Parameters(EmbeddedNetwork network, float** parameters, long* counts, int layers)
    {
        CallArguments.Require(parameters, "parameters");
        CallArguments.Require(counts, "counts");
        if (layers != network.Network.Depth)
            throw CallException.Shape($"layers {layers}: the network has {network.Network.Depth}");
        var copies = new float[layers][];
        for (var layer = 0; layer < layers; layer++)
        {
            CallArguments.Require(parameters[layer], $"parameters[{layer}]");
            if (counts[layer] != network.Floats(layer))
                throw CallException.Shape($"counts[{layer}] {counts[layer]}: the layer has {network.Floats(layer)} parameters");
            copies[layer] = new ReadOnlySpan<float>(parameters[layer], network.Floats(layer)).ToArray();
            Engine.Data.FiniteRows.Require(copies[layer], network.Network.Widths[layer], $"parameters[{layer}]");
        }

        return new ParameterSet(copies);
    }

    private static int Count(long rows) =>
        rows is >= 1 and <= int.MaxValue ? (int)rows : throw CallException.Shape($"rows {rows}: must be 1 to {int.MaxValue}");
}
