using ButterE.Kernels.Simd;

namespace ButterE.Bench.Elementwise;

/// <summary>A kernel over matrices of its own, whatever the vector width.</summary>
internal interface IKernel : IDisposable
{
    /// <summary>Runs it once on the calling thread.</summary>
    void Run();
}

/// <summary>Makes a kernel for a vector width: what a lambda would be, could it be generic.</summary>
internal interface IKernelMaker
{
    /// <summary>Makes the kernel and fills its matrices.</summary>
    IKernel Create<TVector>()
        where TVector : unmanaged, IVector<TVector>;
}

/// <summary>Kernels for the SIMD path that the engine would take.</summary>
internal static class ChosenPath
{
    /// <summary>Makes the kernel.</summary>
    /// <exception cref="Kernels.UnavailableException">The environment demands a path that this process cannot run.</exception>
    public static IKernel Create<TMaker>(TMaker maker)
        where TMaker : IKernelMaker => SimdSelection.Choose() switch
        {
            SimdPath.V512 => maker.Create<V512>(),
            SimdPath.V256 => maker.Create<V256>(),
            SimdPath.V128 => maker.Create<V128>(),
            _ => maker.Create<V1>(),
        };
}
