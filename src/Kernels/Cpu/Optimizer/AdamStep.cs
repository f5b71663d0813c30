using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Optimizer;

/// <summary>
/// One step of Adam in Keras's form (Kingma and Ba, section 2, last lines of the efficient ordering):
/// m += (1 - b1)(g - m), v += (1 - b2)(g g - v), w -= rate m / (sqrt(v) + epsilon) with rate = lr sqrt(1 - b2^t) / (1 - b1^t).
/// </summary>
/// <param name="Rate">Learning rate with both bias corrections folded in.</param>
/// <param name="PastCaches">
/// Whether the parameters are stored past the caches. Where other cores read them between two steps and share no cache with this one, an ordinary
/// store first has to revoke their copy of the line, which a core does for few lines at a time (docs/decisions/0004). The next locked
/// instruction of this core, such as a meeting of the team, orders these stores before what follows it. Changes no bit.
/// </param>
public readonly record struct AdamStep(float Rate, bool PastCaches = false)
{
    /// <summary>Decay of the first moment, b1.</summary>
    public const double FirstDecay = 0.9;

    /// <summary>Decay of the second moment, b2.</summary>
    public const double SecondDecay = 0.999;

    /// <summary>Keras's epsilon, which stands outside the square root.</summary>
    public const float Epsilon = 1e-7f;

    // Steps after which a power of a decay is less than half of what separates 1 from the next smaller double, 2^-54.
    private const long LastFirstCorrection = 355, LastSecondCorrection = 37_411;

    private const float FirstGain = (float)(1 - FirstDecay), SecondGain = (float)(1 - SecondDecay);

    /// <summary>The step with number <paramref name="t"/>, counted from 1.</summary>
    /// <param name="learningRate">Learning rate lr.</param>
    /// <param name="t">Number of the step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="t"/> is below 1.</exception>
    public static AdamStep At(double learningRate, long t)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(t, 1);
        return new AdamStep((float)(learningRate * Math.Sqrt(Correction(SecondDecay, LastSecondCorrection, t)) / Correction(FirstDecay, LastFirstCorrection, t)));
    }

    // 1 - decay^t, which later than the last correction is 1 to the last bit.
    private static double Correction(double decay, long last, long t) => t > last ? 1 : 1 - Math.Pow(decay, t);

    /// <summary>Updates one vector of parameters and of both moments.</summary>
    /// <remarks>Requires a vector of floats at each pointer, aligned to its size where parameters are stored past the caches.</remarks>
    /// <param name="gradient">The gradient g.</param>
    /// <param name="parameters">The parameters w.</param>
    /// <param name="first">The first moment m.</param>
    /// <param name="second">The second moment v.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Update<TVector>(TVector gradient, float* parameters, float* first, float* second)
        where TVector : unmanaged, IVector<TVector>
    {
        var m = TVector.Load(first);
        var v = TVector.Load(second);
        m = TVector.MultiplyAdd(TVector.Broadcast(FirstGain), gradient - m, m);
        v = TVector.MultiplyAdd(TVector.Broadcast(SecondGain), gradient * gradient - v, v);
        TVector.Store(m, first);
        TVector.Store(v, second);
        var w = TVector.Load(parameters) - TVector.DivideNearly(TVector.Broadcast(Rate) * m, TVector.Sqrt(v) + TVector.Broadcast(Epsilon));
        if (PastCaches)
            TVector.StoreNonTemporal(w, parameters);
        else
            TVector.Store(w, parameters);
    }
}
