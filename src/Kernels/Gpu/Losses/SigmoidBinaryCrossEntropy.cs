using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>
/// p = sigmoid(z), loss = -y ln p - (1 - y) ln(1 - p), gradient p - y; from the logits as max(z, 0) - z y + ln(1 + exp(-|z|)), which does not
/// overflow. The mean over outputs when there are several.
/// </summary>
public readonly struct SigmoidBinaryCrossEntropy : IRowLoss
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Evaluate(ArrayView<float> values, ArrayView<float> targets, ArrayView<float> gradient, int at, int outputs, float scale)
    {
        float sum = 0, slope = scale / outputs;
        for (var output = at; output < at + outputs; output++)
        {
            float z = values[output], y = targets[output];
            sum += (z < 0 ? 0 : z) - z * y + XMath.Log(1 + XMath.Exp(z < 0 ? z : -z));
            gradient[output] = slope * (1 / (1 + XMath.Exp(-z)) - y);
        }

        return sum / outputs;
    }
}
