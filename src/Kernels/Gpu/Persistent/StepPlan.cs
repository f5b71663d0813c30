using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Kernels.Gpu.Optimizer;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>Everything that the steps of one launch touch.</summary>
public readonly struct StepPlan
{
    /// <summary>What a step consists of.</summary>
    public ArrayView<StepOperation> Operations { get; init; }

    /// <summary>Outputs, activations and gradients of all layers.</summary>
    public ArrayView<Float4> Activations { get; init; }

    /// <summary>Parameters of all layers.</summary>
    public ArrayView<Float4> Parameters { get; init; }

    /// <summary>Gradient by the parameters that each <see cref="Share.ChunkRows"/> rows of a batch give [chunks, parameters].</summary>
    public ArrayView<Float4> Parts { get; init; }

    /// <summary>Their sum; empty in the fused schedule.</summary>
    public ArrayView<Float4> Gradients { get; init; }

    /// <summary>What Adam updates.</summary>
    public AdamTargets Adam { get; init; }

    /// <summary>All rows, with a column of ones.</summary>
    public ArrayView<Float4> Features { get; init; }

    /// <summary>Targets of all rows.</summary>
    public ArrayView<Float4> Targets { get; init; }

    /// <summary>Output layer before its activation.</summary>
    public MatrixPlace Values { get; init; }

    /// <summary>Its gradient, of the same stride.</summary>
    public int Delta { get; init; }

    /// <summary>Outputs.</summary>
    public int Outputs { get; init; }

    /// <summary>Loss of each row of a batch, filled up with 0 to whole sums.</summary>
    public ArrayView<float> RowLosses { get; init; }

    /// <summary>Rows in all.</summary>
    public int Rows { get; init; }

    /// <summary>Rows of a batch.</summary>
    public int Batch { get; init; }

    /// <summary>[1]: steps to make; on the device, so that a recorded launch serves any number of them.</summary>
    public ArrayView<int> Steps { get; init; }

    /// <summary>Number, learning rate and batch of the step.</summary>
    public StepCounters Counters { get; init; }

    /// <summary>[1]: for the meetings of the groups.</summary>
    public ArrayView<int> Word { get; init; }

    /// <summary>Receives the losses.</summary>
    public LossSlots Slots { get; init; }
}
