using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>
/// p = softmax(z), loss = -sum over outputs of y ln p, gradient p - y for one-hot targets. The largest logit is subtracted first, so that nothing
/// overflows.
/// </summary>
public readonly struct SoftmaxCrossEntropy : IRowLoss
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Evaluate(ArrayView<float> values, ArrayView<float> targets, ArrayView<float> gradient, int at, int outputs, float scale)
    {
        var largest = values[at];
        for (var output = 1; output < outputs; output++)
            largest = XMath.Max(values[at + output], largest);

        float total = 0, expected = 0;
        for (var output = 0; output < outputs; output++)
        {
            var shifted = values[at + output] - largest;
            var weight = XMath.Exp(shifted);
            total += weight;
            expected += targets[at + output] * shifted;
            gradient[at + output] = weight;
        }

        var share = 1 / total;
        for (var output = 0; output < outputs; output++)
            gradient[at + output] = scale * (gradient[at + output] * share - targets[at + output]);
        return XMath.Log(total) - expected;
    }
}
