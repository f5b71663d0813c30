using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Kernels.Losses;
using ButterE.Tests.Shared;

namespace ButterE.Engine.Tests.Training;

/// <summary>Loss of a network in float64 and its central differences.</summary>
internal sealed class LossOracle
{
    private readonly Network network;
    private readonly LossKind loss;
    private readonly double[][,] layers;
    private readonly double[][] features, targets;

    public LossOracle(Network network, LossKind loss, Dataset data, ParameterSet start)
    {
        (this.network, this.loss) = (network, loss);
        layers = [.. start.Layers.Select((flat, layer) =>
        {
            var plain = new double[network.FanIn(layer) + 1, network.Widths[layer]];
            for (var i = 0; i < flat.Length; i++)
                plain[i / network.Widths[layer], i % network.Widths[layer]] = flat[i];
            return plain;
        })];
        features = Rows(data.Features, data.Rows, data.Inputs);
        targets = Rows(data.Targets, data.Rows, data.Outputs);
    }

    public double Mean => Oracle.MeanLoss(layers, network.Residual, loss, features, targets);

    public double Derivative(int layer, int index)
    {
        const double step = 1e-6;
        ref var parameter = ref layers[layer][index / network.Widths[layer], index % network.Widths[layer]];
        var value = parameter;
        parameter = value + step;
        var up = Mean;
        parameter = value - step;
        var down = Mean;
        parameter = value;
        return (up - down) / (2 * step);
    }

    private static double[][] Rows(float[] table, int rows, int columns) =>
        [.. Enumerable.Range(0, rows).Select(row => table.AsSpan(row * columns, columns).ToArray().Select(v => (double)v).ToArray())];
}
