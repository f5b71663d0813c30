using System.Runtime.CompilerServices;
using ButterE.Kernels.Elementwise;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>
/// p = sigmoid(z), loss = -y ln p - (1 - y) ln(1 - p), gradient p - y. Taken from the logits as max(z, 0) - z y + ln(1 + exp(-|z|)),
/// which neither overflows nor needs Keras's clipping; the mean over outputs when there are several.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public readonly unsafe struct SigmoidBinaryCrossEntropy<TVector> : IPanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private const int FactorsAtMost = 64;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Differentiate(float* values, float* targets, float* gradient, int outputs, TVector mask, float scale, float* kept)
    {
        TVector one = TVector.Broadcast(1), sum = TVector.Zero, product = one, slope = TVector.Broadcast(scale / outputs) * mask;
        for (var output = 0; output < outputs; output++)
        {
            var place = (nint)output * Panel<TVector>.Width;
            TVector z = TVector.Load(values + place), y = TVector.Load(targets + place);
            var magnitude = TVector.Max(z, TVector.Zero - z);
            var power = Exponential<TVector>.Of(TVector.Zero - magnitude);
            sum += TVector.Max(z, TVector.Zero) - z * y;
            product *= one + power;
            // Each factor is at most 2: the logarithm of their product is taken before it overflows.
            if (output % FactorsAtMost == FactorsAtMost - 1)
                (sum, product) = (sum + Logarithm<TVector>.Of(product), one);
            // The same exponential serves both signs: p is 1 / (1 + exp(-|z|)) above 0 and exp(-|z|) / (1 + exp(-|z|)) below.
            if (gradient != null)
                TVector.Store(slope * (TVector.Max(power, TVector.WherePositive(z, one)) / (one + power) - y), gradient + place);
        }

        TVector.Store(sum, kept);
        TVector.Store(product, kept + TVector.Lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Finish(float* kept, int outputs) =>
        (TVector.Load(kept) + Logarithm<TVector>.Of(TVector.Load(kept + TVector.Lanes))) * TVector.Broadcast(1f / outputs);
}
