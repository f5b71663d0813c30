using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>p = sigmoid(z), loss = mean over outputs of (p - y)^2, gradient 2 (p - y) p (1 - p) / outputs.</summary>
public readonly struct SigmoidMeanSquaredError : IRowLoss
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Evaluate(ArrayView<float> values, ArrayView<float> targets, ArrayView<float> gradient, int at, int outputs, float scale)
    {
        float sum = 0, slope = 2 * scale / outputs;
        for (var output = at; output < at + outputs; output++)
        {
            var p = 1 / (1 + XMath.Exp(-values[output]));
            var error = p - targets[output];
            sum += error * error;
            gradient[output] = slope * error * (p * (1 - p));
        }

        return sum / outputs;
    }
}
