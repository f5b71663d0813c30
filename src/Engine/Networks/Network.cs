using ButterE.Probe;

namespace ButterE.Engine.Networks;

/// <summary>A fully connected network: widths of its layers, every layer with a bias.</summary>
/// <param name="Inputs">Number of input units.</param>
/// <param name="Widths">Units of each layer, the output layer last; the inputs are not in the list.</param>
/// <param name="Residual">Whether each hidden layer but the first adds its input to its activated output.</param>
public sealed record Network(int Inputs, IReadOnlyList<int> Widths, bool Residual = false)
{
    /// <summary>Number of layers, the output layer included (the paper's depth).</summary>
    public int Depth => Widths.Count;

    /// <summary>Units of the output layer.</summary>
    public int Outputs => Widths[^1];

    /// <summary>Number of trainable parameters: the sum over layers of (fan-in + 1) x width.</summary>
    public long Parameters
    {
        get
        {
            long sum = 0, fanIn = Inputs;
            foreach (var width in Widths)
            {
                sum += (fanIn + 1) * width;
                fanIn = width;
            }

            return sum;
        }
    }

    /// <summary>Trainable parameters a layer, on average; what decides whether threads share a network (docs/decisions/0004).</summary>
    public long ParametersPerLayer => Parameters / Depth;

    /// <summary>Input units of layer <paramref name="layer"/>, counted from 0.</summary>
    public int FanIn(int layer) => layer == 0 ? Inputs : Widths[layer - 1];

    /// <summary>
    /// Whether layer <paramref name="layer"/>, counted from 0, adds its input to its activated output: hidden layers 1 to depth - 2 of a
    /// residual network.
    /// </summary>
    public bool HasSkip(int layer) => Residual && layer >= 1 && layer <= Depth - 2;

    /// <summary>Whether what a layer adds to its output is as wide as that: always without skips, else for equal hidden widths.</summary>
    public bool HasFittingSkips => !Residual || Widths.SkipLast(1).Distinct().Count() <= 1;

    /// <summary>Refuses what no trainer can train.</summary>
    /// <exception cref="InputException">
    /// There is no layer, inputs or a width are below 1, the hidden widths of a residual network differ, or a layer has more parameters than one array holds.
    /// </exception>
    public void RequireTrainable()
    {
        if (Inputs < 1 || Widths.Count == 0 || Widths.Any(width => width < 1))
            throw new InputException($"{Inputs} inputs and widths {string.Join(",", Widths)}: a network needs at least one layer, and inputs and widths of at least 1");
        if (!HasFittingSkips)
            throw new InputException($"widths {string.Join(",", Widths)}: a residual network needs equal hidden widths");
        for (var layer = 0; layer < Depth; layer++)
        {
            if ((FanIn(layer) + 1L) * Widths[layer] is var parameters && parameters > Array.MaxLength)
                throw new InputException($"layer {layer + 1} of {Depth}, {FanIn(layer):N0} to {Widths[layer]:N0} units, has {parameters:N0} parameters; {Array.MaxLength:N0} are the most");
        }
    }

    /// <summary>Units of every layer with <paramref name="inputs"/> in front: v0, v1, …, vD of the paper's working sets.</summary>
    public IEnumerable<int> Units(int inputs) => Widths.Prepend(inputs);
}
