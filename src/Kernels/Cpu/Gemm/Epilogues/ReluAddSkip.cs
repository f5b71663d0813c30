using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>
/// A residual layer: stores max(C, 0), which the backward pass gates by, and max(C, 0) + input, which the next layer reads
/// (the sum comes after the activation: BUTTER framework, version of the energy runs).
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <param name="activations">First element of the activations.</param>
/// <param name="input">First element of the layer's input.</param>
/// <param name="output">First element of the layer's output.</param>
public readonly unsafe struct ReluAddSkip<TVector>(float* activations, float* input, float* output) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly float* activations = activations, input = input, output = output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset)
    {
        var active = TVector.Max(TVector.Zero, value);
        TVector.Store(active, activations + offset);
        TVector.Store(active + TVector.Load(input + offset), output + offset);
    }
}
