using System.Runtime.CompilerServices;
using ButterE.Kernels.Elementwise;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>
/// p = softmax(z), loss = -sum over outputs of y ln p, gradient p sum(y) - y with sum(y) = 1 for one-hot targets. The largest logit
/// is subtracted first, so that nothing overflows.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public readonly unsafe struct SoftmaxCrossEntropy<TVector> : IPanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Differentiate(float* values, float* targets, float* gradient, int outputs, TVector mask, float scale, float* kept)
    {
        var largest = TVector.Load(values);
        for (var output = 1; output < outputs; output++)
            largest = TVector.Max(TVector.Load(values + (nint)output * Panel<TVector>.Width), largest);

        TVector total = TVector.Zero, expected = TVector.Zero;
        for (var output = 0; output < outputs; output++)
        {
            var place = (nint)output * Panel<TVector>.Width;
            var shifted = TVector.Load(values + place) - largest;
            var weight = Exponential<TVector>.Of(shifted);
            total += weight;
            expected = TVector.MultiplyAdd(TVector.Load(targets + place), shifted, expected);
            if (gradient != null)
                TVector.Store(weight, gradient + place);
        }

        if (gradient != null)
        {
            TVector share = TVector.Broadcast(1) / total, slope = TVector.Broadcast(scale) * mask;
            for (var output = 0; output < outputs; output++)
            {
                var place = (nint)output * Panel<TVector>.Width;
                TVector.Store(slope * (TVector.Load(gradient + place) * share - TVector.Load(targets + place)), gradient + place);
            }
        }

        TVector.Store(total, kept);
        TVector.Store(expected, kept + TVector.Lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Finish(float* kept, int outputs) => Logarithm<TVector>.Of(TVector.Load(kept)) - TVector.Load(kept + TVector.Lanes);
}
