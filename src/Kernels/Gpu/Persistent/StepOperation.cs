using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>
/// One product of a training step with what becomes of it, as data on the device; or the loss, or a pass over the gradient by all parameters. Numbers
/// rather than enumerations, because kernels read them.
/// </summary>
public readonly struct StepOperation
{
    // What becomes of a product.
    internal const int StorePlain = 0, StoreRelu = 1, StoreReluSkip = 2, GateRelu = 3, KeepGateRelu = 4, AddSkipGateRelu = 5, StorePart = 6;

    // What an operation is that is no product.
    internal const int Product = 0, Loss = 1, SumAndUpdate = 2, Sum = 3, Update = 4;

    // In which allocation an operand lies.
    internal const int Features = 0, Activations = 1, Parameters = 2;

    /// <summary>Product, loss, or pass.</summary>
    public int Kind { get; init; }

    /// <summary>1 where it must be over in all groups before the next one begins.</summary>
    public int IsForAll { get; init; }

    /// <summary>Allocation of A.</summary>
    public int SourceOfA { get; init; }

    /// <summary>Where A lies.</summary>
    public MatrixPlace A { get; init; }

    /// <summary>1 where the sum runs along the rows of A.</summary>
    public int IsAlongA { get; init; }

    /// <summary>Allocation of B.</summary>
    public int SourceOfB { get; init; }

    /// <summary>Where B lies.</summary>
    public MatrixPlace B { get; init; }

    /// <summary>1 where the sum runs along the rows of B.</summary>
    public int IsAlongB { get; init; }

    /// <summary>Rows of B; 0 for those of the batch.</summary>
    public int RowsOfB { get; init; }

    /// <summary>Rows of the product; 0 for those of the batch.</summary>
    public int Rows { get; init; }

    /// <summary>Columns of the product.</summary>
    public int Columns { get; init; }

    /// <summary>Steps of the sum; 0 for the rows of the batch.</summary>
    public int Depth { get; init; }

    /// <summary>What becomes of the product.</summary>
    public int Epilogue { get; init; }

    /// <summary>Where it goes.</summary>
    public MatrixPlace Result { get; init; }

    /// <summary>Activations that it stores beside, or is gated by.</summary>
    public MatrixPlace Activation { get; init; }

    /// <summary>Gradient at the output of the layer below, where it is kept.</summary>
    public MatrixPlace OutputGradient { get; init; }

    /// <summary>Gradient at the layer's own output, where it has a skip.</summary>
    public MatrixPlace Past { get; init; }

    /// <summary>The operations of a step, each of which must be over before the next one begins.</summary>
    /// <param name="memory">Where the network lies.</param>
    internal static IReadOnlyList<StepOperation> Of(NetworkMemory memory)
    {
        var (layers, operations) = (memory.Layers, new List<StepOperation>());
        var features = new MatrixPlace(0, DeviceMatrix.StrideOf(layers[0].Parameters.Rows));
        for (var i = 0; i < layers.Count; i++)
            operations.Add(Forward(layers[i], i == 0 ? features : MatrixPlace.Of(layers[i - 1].Output), i == 0, i == layers.Count - 1));
        operations.Add(new StepOperation { Kind = Loss });
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (i > 0)
                operations.Add(Backward(layers[i], layers[i - 1]));
            operations.Add(Gradient(layers[i], i == 0 ? features : MatrixPlace.Of(layers[i - 1].Output), i == 0));
        }

        // A group adds what all have made, and uses the parameters that all have updated.
        if (memory.Gradients is null)
        {
            operations.Add(new StepOperation { Kind = SumAndUpdate, IsForAll = 1 });
        }
        else
        {
            // Each thread updates what it has added itself.
            operations.Add(new StepOperation { Kind = Sum });
            operations.Add(new StepOperation { Kind = Update, IsForAll = 1 });
        }

        return operations;
    }

    private static StepOperation Forward(NetworkLayer layer, MatrixPlace input, bool isFirst, bool isLast) => new()
    {
        SourceOfA = isFirst ? Features : Activations,
        A = input,
        IsAlongA = 1,
        SourceOfB = Parameters,
        B = MatrixPlace.Of(layer.Parameters),
        RowsOfB = layer.Parameters.Rows,
        Columns = layer.Parameters.Columns,
        Depth = layer.Parameters.Rows,
        Epilogue = isLast ? StorePlain : layer.HasSkip ? StoreReluSkip : StoreRelu,
        Result = MatrixPlace.Of(layer.Output),
        Activation = MatrixPlace.Of(layer.Activation),
    };

    // The bias, the last row of the parameters, has no unit below it.
    private static StepOperation Backward(NetworkLayer layer, NetworkLayer below) => new()
    {
        SourceOfA = Activations,
        A = MatrixPlace.Of(layer.Delta),
        IsAlongA = 1,
        SourceOfB = Parameters,
        B = MatrixPlace.Of(layer.Parameters),
        IsAlongB = 1,
        RowsOfB = below.Delta.Columns,
        Columns = below.Delta.Columns,
        Depth = layer.Parameters.Columns,
        Epilogue = below.OutputGradient is null ? GateRelu : layer.HasSkip ? AddSkipGateRelu : KeepGateRelu,
        Result = MatrixPlace.Of(below.Delta),
        Activation = MatrixPlace.Of(below.Activation),
        OutputGradient = MatrixPlace.Of(below.OutputGradient),
        Past = MatrixPlace.Of(layer.OutputGradient),
    };

    // That of the first layer is the last before the sum.
    private static StepOperation Gradient(NetworkLayer layer, MatrixPlace input, bool isFirst) => new()
    {
        IsForAll = isFirst ? 1 : 0,
        SourceOfA = isFirst ? Features : Activations,
        A = input,
        SourceOfB = Activations,
        B = MatrixPlace.Of(layer.Delta),
        Rows = layer.Parameters.Rows,
        Columns = layer.Parameters.Columns,
        Epilogue = StorePart,
        Result = MatrixPlace.Of(layer.Parameters),
    };
}
