using ButterE.Kernels.Simd;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Compute;

/// <summary>The arithmetic that the probe measures, at the width of a SIMD path.</summary>
/// <param name="Ceiling">The multiply-add ceiling of one core.</param>
/// <param name="CreateProducts">Makes the matrices and the products of a layer.</param>
/// <param name="MeasureOverheads">Measures the overheads of passes and layers on the calling thread.</param>
internal sealed record Arithmetic(RepeatableWork Ceiling, Func<LayerShape, ILayerProducts> CreateProducts, Func<PassOverheads> MeasureOverheads)
{
    /// <summary>The arithmetic of a path.</summary>
    public static Arithmetic Of(SimdPath path) => path switch
    {
        SimdPath.V512 => Of<V512>(),
        SimdPath.V256 => Of<V256>(),
        SimdPath.V128 => Of<V128>(),
        _ => Of<V1>(),
    };

    private static Arithmetic Of<TVector>()
        where TVector : unmanaged, IVector<TVector> =>
        new(MultiplyAddCeiling<TVector>.Work, shape => new LayerProducts<TVector>(shape), OverheadFit.Measure<TVector>);
}
