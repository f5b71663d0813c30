using ButterE.Engine.Networks;
using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Engine.Training;

/// <summary>
/// What belongs to the batch in one layer, row-major on a device. The output of a hidden layer has a column of ones after its units, the input of the
/// next layer's bias.
/// </summary>
internal sealed class DeviceLayer
{
    private readonly DeviceMatrix[] matrices;

    /// <summary>Lays the layer out.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">Number of the layer from 0.</param>
    /// <param name="matrices">Matrices of the shapes that <see cref="Shapes"/> says, all 0.</param>
    public DeviceLayer(Network network, int layer, DeviceMatrix[] matrices)
    {
        this.matrices = matrices;
        HasSkip = network.HasSkip(layer);
        Activation = HasSkip ? matrices[2] : Output;
        if (KeepsOutputGradient(network, layer))
            OutputGradient = matrices[^1];
        if (layer == network.Depth - 1)
            return;
        var ones = new float[Output.Rows * Output.Columns];
        for (var row = 0; row < Output.Rows; row++)
            ones[row * Output.Columns + network.Widths[layer]] = 1;
        Output.Upload(ones);
    }

    /// <summary>Whether the layer adds its input to its activation.</summary>
    public bool HasSkip { get; }

    /// <summary>What the next layer reads [batch, units + 1]; of the last layer the values before the output activation [batch, units].</summary>
    public DeviceMatrix Output => matrices[0];

    /// <summary>Gradient before the activation [batch, units].</summary>
    public DeviceMatrix Delta => matrices[1];

    /// <summary>The activation, by which the backward pass gates; the output itself where the layer has no skip.</summary>
    public DeviceMatrix Activation { get; }

    /// <summary>Gradient at the output, kept where this layer or the next one has a skip.</summary>
    public DeviceMatrix? OutputGradient { get; }

    /// <summary>The matrices of a layer.</summary>
    public static IReadOnlyList<(int Rows, int Columns)> Shapes(Network network, int layer, int batch)
    {
        var units = network.Widths[layer];
        var outputColumns = layer == network.Depth - 1 ? units : units + 1;
        List<(int Rows, int Columns)> shapes = [(batch, outputColumns), (batch, units)];
        if (network.HasSkip(layer))
            shapes.Add((batch, outputColumns));
        if (KeepsOutputGradient(network, layer))
            shapes.Add((batch, units));
        return shapes;
    }

    private static bool KeepsOutputGradient(Network network, int layer) =>
        network.HasSkip(layer) || (layer < network.Depth - 1 && network.HasSkip(layer + 1));
}
