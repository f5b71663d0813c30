using ILGPU;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>What a loss reads and writes; all three matrices have one shape.</summary>
/// <param name="values">The output layer before its activation.</param>
/// <param name="targets">The targets.</param>
/// <param name="gradient">Receives the gradient of the batch's mean loss.</param>
/// <param name="stride">Distance of their rows in floats.</param>
/// <param name="outputs">Outputs.</param>
public readonly struct LossMatrices(ArrayView<float> values, ArrayView<float> targets, ArrayView<float> gradient, int stride, int outputs)
{
    private readonly ArrayView<float> values = values, targets = targets, gradient = gradient;
    private readonly int stride = stride, outputs = outputs;

    /// <summary>The same with the targets from a row on.</summary>
    /// <param name="row">The row.</param>
    public LossMatrices WithTargetsFrom(int row) => new(values, targets.SubView((long)row * stride), gradient, stride, outputs);

    /// <summary>The loss of one row; writes its gradient.</summary>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="scale">Factor of the gradient.</param>
    public float Evaluate<TLoss>(int row, float scale)
        where TLoss : struct, IRowLoss => TLoss.Evaluate(values, targets, gradient, row * stride, outputs, scale);
}
