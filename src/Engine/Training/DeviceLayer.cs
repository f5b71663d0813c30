using ButterE.Engine.Networks;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Engine.Training;

/// <summary>
/// What belongs to the batch in one layer, row-major on a device. The output of a hidden layer has a column of ones after its units, the input of the
/// next layer's bias.
/// </summary>
internal sealed class DeviceLayer : IDisposable
{
    private readonly DeviceMatrices memory;

    public DeviceLayer(DeviceSession session, Network network, int layer, int batch)
    {
        var units = network.Widths[layer];
        var isLast = layer == network.Depth - 1;
        var feedsSkip = !isLast && network.HasSkip(layer + 1);
        HasSkip = network.HasSkip(layer);
        var keepsOutputGradient = HasSkip || feedsSkip;
        var outputColumns = isLast ? units : units + 1;
        List<(int Rows, int Columns)> shapes = [(batch, outputColumns), (batch, units)];
        if (HasSkip)
            shapes.Add((batch, outputColumns));
        if (keepsOutputGradient)
            shapes.Add((batch, units));
        memory = new DeviceMatrices(session, shapes);
        Activation = HasSkip ? memory[2] : Output;
        if (keepsOutputGradient)
            OutputGradient = memory[shapes.Count - 1];
        if (isLast)
            return;
        var ones = new float[batch * outputColumns];
        for (var row = 0; row < batch; row++)
            ones[row * outputColumns + units] = 1;
        Output.Upload(ones);
    }

    /// <summary>Whether the layer adds its input to its activation.</summary>
    public bool HasSkip { get; }

    /// <summary>What the next layer reads [batch, units + 1]; of the last layer the values before the output activation [batch, units].</summary>
    public DeviceMatrix Output => memory[0];

    /// <summary>Gradient before the activation [batch, units].</summary>
    public DeviceMatrix Delta => memory[1];

    /// <summary>The activation, by which the backward pass gates; the output itself where the layer has no skip.</summary>
    public DeviceMatrix Activation { get; }

    /// <summary>Gradient at the output, kept where this layer or the next one has a skip.</summary>
    public DeviceMatrix? OutputGradient { get; }

    public void Dispose() => memory.Dispose();
}
