using ButterE.Kernels.Simd;

namespace ButterE.Probe.Traversals;

/// <summary>The traversals that stream through a working set at the full width of a SIMD path.</summary>
internal static class Streams
{
    /// <summary>A fresh set of read, write and copy; one per thread.</summary>
    public static IReadOnlyList<ITraversal> Create(SimdPath path) => path switch
    {
        SimdPath.V512 => Create<V512>(),
        SimdPath.V256 => Create<V256>(),
        SimdPath.V128 => Create<V128>(),
        _ => Create<V1>(),
    };

    private static ITraversal[] Create<TVector>()
        where TVector : unmanaged, IVector<TVector> => [new StreamRead<TVector>(), new StreamWrite<TVector>(), new StreamCopy<TVector>()];
}
