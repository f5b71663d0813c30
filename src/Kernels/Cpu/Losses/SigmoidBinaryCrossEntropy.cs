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
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Evaluate(float* values, float* targets, float* gradient, int outputs, TVector mask, float scale)
    {
        TVector one = TVector.Broadcast(1), sum = TVector.Zero, slope = TVector.Broadcast(scale / outputs) * mask;
        for (var output = 0; output < outputs; output++)
        {
            var place = (nint)output * Panel<TVector>.Width;
            TVector z = TVector.Load(values + place), y = TVector.Load(targets + place);
            var magnitude = TVector.Max(z, TVector.Zero - z);
            var power = Exponential<TVector>.Of(TVector.Zero - magnitude);
            sum += TVector.Max(z, TVector.Zero) - z * y + Logarithm<TVector>.Of(one + power);
            // The same exponential serves both signs: p is 1 / (1 + exp(-|z|)) above 0 and exp(-|z|) / (1 + exp(-|z|)) below.
            if (gradient != null)
                TVector.Store(slope * (TVector.Max(power, TVector.WherePositive(z, one)) / (one + power) - y), gradient + place);
        }

        return sum * mask / TVector.Broadcast(outputs);
    }
}
