using ILGPU;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>
/// An output activation together with its loss, for one row of the batch. All three matrices have one shape, so one offset serves them.
/// </summary>
public interface IRowLoss
{
    /// <summary>Computes the loss of a row and writes its gradient.</summary>
    /// <param name="values">The output layer before its activation.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="gradient">Receives the gradient of the scaled loss by <paramref name="values"/>.</param>
    /// <param name="at">First element of the row.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="scale">Factor of the gradient: 1 over the rows of the batch.</param>
    /// <returns>The loss, unscaled.</returns>
    static abstract float Evaluate(ArrayView<float> values, ArrayView<float> targets, ArrayView<float> gradient, int at, int outputs, float scale);
}
