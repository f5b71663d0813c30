using ButterE.Kernels.Simd;

namespace ButterE.Probe.Traversals;

/// <summary>The traversals that stream through a working set at the full width of a SIMD path; each call makes fresh ones, for one thread.</summary>
internal static class Streams
{
    /// <summary>Read, write and copy: what a level delivers.</summary>
    public static IReadOnlyList<ITraversal> Create(SimdPath path) => path switch
    {
        SimdPath.V512 => Create<V512>(),
        SimdPath.V256 => Create<V256>(),
        SimdPath.V128 => Create<V128>(),
        _ => Create<V1>(),
    };

    /// <summary>Update, stores past the caches, and the engine's own: parameters through a product, and Adam.</summary>
    public static IReadOnlyList<ITraversal> CreateFurther(SimdPath path) => path switch
    {
        SimdPath.V512 => CreateFurther<V512>(),
        SimdPath.V256 => CreateFurther<V256>(),
        SimdPath.V128 => CreateFurther<V128>(),
        _ => CreateFurther<V1>(),
    };

    private static ITraversal[] Create<TVector>()
        where TVector : unmanaged, IVector<TVector> => [new StreamRead<TVector>(), new StreamWrite<TVector>(), new StreamCopy<TVector>()];

    private static ITraversal[] CreateFurther<TVector>()
        where TVector : unmanaged, IVector<TVector> =>
        [new StreamUpdate<TVector>(), new StreamNonTemporal<TVector>(), new WeightStream<TVector>(), new AdamUpdate<TVector>()];
}
