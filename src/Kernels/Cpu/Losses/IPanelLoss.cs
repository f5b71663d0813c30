using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>
/// An output activation together with its loss, computed on one panel of the output layer: the rows of the batch lie across the
/// lanes, the outputs down the rows, so that every reduction over the outputs is a loop of lane-wise operations. It is made in two passes over
/// many vectors, because exponential and logarithm are long chains of operations: one after the other in each vector, they would wait for their own
/// latency, and a core does not look far enough ahead to begin the next vector meanwhile.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe interface IPanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Vectors that the first pass keeps for the second.</summary>
    const int Kept = 2;

    /// <summary>The first pass over one vector of batch rows: the exponentials and, if wanted, the gradient.</summary>
    /// <remarks>Requires <paramref name="outputs"/> rows of a panel at <paramref name="values"/>, <paramref name="targets"/> and, unless
    /// null, <paramref name="gradient"/>, and <see cref="Kept"/> vectors at <paramref name="kept"/>.</remarks>
    /// <param name="values">The output layer before its activation, [outputs, lanes].</param>
    /// <param name="targets">The targets, [outputs, lanes].</param>
    /// <param name="gradient">Receives the gradient of the scaled loss by <paramref name="values"/>, 0 where the mask is 0; null when only
    /// the loss is wanted.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="mask">1 in lanes that hold a row of the batch, 0 in the others.</param>
    /// <param name="scale">Factor of the gradient: 1 over the rows of the batch.</param>
    /// <param name="kept">Receives what the second pass needs.</param>
    static abstract void Differentiate(float* values, float* targets, float* gradient, int outputs, TVector mask, float scale, float* kept);

    /// <summary>The second pass over the same vector: the loss of each row, unscaled and not yet masked.</summary>
    /// <param name="kept">What the first pass kept.</param>
    /// <param name="outputs">Outputs.</param>
    static abstract TVector Finish(float* kept, int outputs);
}
