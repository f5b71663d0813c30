using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace ButterE.Kernels.Gpu.Optimizer;

/// <summary>
/// Adam in Keras's form (Kingma and Ba, section 2, last lines of the efficient ordering): m += (1 - b1)(g - m), v += (1 - b2)(g g - v),
/// w -= rate m / (sqrt(v) + epsilon), with both bias corrections folded into the rate of the step.
/// </summary>
/// <param name="rate">[1]: rate of the present step.</param>
/// <param name="gains">The constants.</param>
public readonly struct AdamRule(ArrayView<float> rate, AdamGains gains)
{
    private readonly ArrayView<float> rate = rate;
    private readonly float firstGain = gains.First, secondGain = gains.Second, epsilon = gains.Epsilon;

    /// <summary>Rate of the present step.</summary>
    public float Rate => rate[0];

    /// <summary>Updates one parameter.</summary>
    /// <param name="g">Its gradient.</param>
    /// <param name="m">Its first moment.</param>
    /// <param name="v">Its second moment.</param>
    /// <param name="w">The parameter.</param>
    /// <param name="stepRate">Rate of the step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(float g, ref float m, ref float v, ref float w, float stepRate)
    {
        m += firstGain * (g - m);
        v += secondGain * (g * g - v);
        w -= stepRate * m / (XMath.Sqrt(v) + epsilon);
    }
}
