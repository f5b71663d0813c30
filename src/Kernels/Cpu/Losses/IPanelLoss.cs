using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>
/// An output activation together with its loss, computed on one panel of the output layer: the rows of the batch lie across the
/// lanes, the outputs down the rows, so that every reduction over the outputs is a loop of lane-wise operations.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe interface IPanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Computes the losses of one vector of batch rows.</summary>
    /// <remarks>Requires <paramref name="outputs"/> rows of a panel at <paramref name="values"/>, <paramref name="targets"/> and, unless
    /// null, <paramref name="gradient"/>.</remarks>
    /// <param name="values">The output layer before its activation, [outputs, lanes].</param>
    /// <param name="targets">The targets, [outputs, lanes].</param>
    /// <param name="gradient">Receives the gradient of the scaled loss by <paramref name="values"/>, 0 where the mask is 0; null when only
    /// the loss is wanted.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="mask">1 in lanes that hold a row of the batch, 0 in the others.</param>
    /// <param name="scale">Factor of the gradient: 1 over the rows of the batch.</param>
    /// <returns>The loss of each row, unscaled, 0 where the mask is 0.</returns>
    static abstract TVector Evaluate(float* values, float* targets, float* gradient, int outputs, TVector mask, float scale);
}
