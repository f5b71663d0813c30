using System.Runtime.CompilerServices;
using ButterE.Kernels.Elementwise;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>p = sigmoid(z), loss = mean over outputs of (p - y)^2, gradient 2 (p - y) p (1 - p) / outputs.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public readonly unsafe struct SigmoidMeanSquaredError<TVector> : IPanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Differentiate(float* values, float* targets, float* gradient, int outputs, TVector mask, float scale, float* kept)
    {
        TVector one = TVector.Broadcast(1), sum = TVector.Zero, slope = TVector.Broadcast(2 * scale / outputs) * mask;
        for (var output = 0; output < outputs; output++)
        {
            var place = (nint)output * Panel<TVector>.Width;
            var p = one / (one + Exponential<TVector>.Of(TVector.Zero - TVector.Load(values + place)));
            var error = p - TVector.Load(targets + place);
            sum = TVector.MultiplyAdd(error, error, sum);
            if (gradient != null)
                TVector.Store(slope * error * (p * (one - p)), gradient + place);
        }

        TVector.Store(sum, kept);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Finish(float* kept, int outputs) => TVector.Load(kept) * TVector.Broadcast(1f / outputs);
}
