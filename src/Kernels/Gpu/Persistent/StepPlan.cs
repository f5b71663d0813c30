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

    /// <summary>Their gradient; empty in the fused schedule.</summary>
    public ArrayView<Float4> Gradients { get; init; }

    /// <summary>What Adam updates.</summary>
    public AdamTargets Adam { get; init; }

    /// <summary>All rows, with a column of ones.</summary>
    public ArrayView<Float4> Features { get; init; }

    /// <summary>Distance of two rows of the features.</summary>
    public int FeatureStride { get; init; }

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

    /// <summary>Batch of the first step.</summary>
    public int First { get; init; }

    /// <summary>Steps to make.</summary>
    public int Steps { get; init; }

    /// <summary>[1]: number of the step in its window.</summary>
    public ArrayView<int> Position { get; init; }

    /// <summary>Learning rates of the window.</summary>
    public ArrayView<float> Rates { get; init; }

    /// <summary>[1]: learning rate of the step.</summary>
    public ArrayView<float> Rate { get; init; }

    /// <summary>Receives the losses.</summary>
    public LossSlots Slots { get; init; }
}
