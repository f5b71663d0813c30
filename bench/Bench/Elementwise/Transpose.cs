using BenchmarkDotNet.Attributes;
using ButterE.Bench.Metadata;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Bench.Elementwise;

/// <summary>The transpose of a gradient [units, 256], which every layer needs once a step.</summary>
public class Transpose : KernelSuite
{
    private const int Batch = 256;

    /// <summary>Units of the layer.</summary>
    [Params(171, 1024)]
    public int Units { get; set; }

    private protected override Work Work => new(Threads: 1, Flops: null, 2.0 * sizeof(float) * Units * Batch, 2L * sizeof(float) * Units * Batch);

    private protected override IKernel Create() => ChosenPath.Create(new Maker(Units));

    private sealed class Maker(int units) : IKernelMaker
    {
        public IKernel Create<TVector>()
            where TVector : unmanaged, IVector<TVector> => new Kernel<TVector>(units);
    }

    private sealed class Kernel<TVector>(int units) : IKernel
        where TVector : unmanaged, IVector<TVector>
    {
        private readonly PanelMatrix<TVector> source = new(units, Batch), target = new(Batch, units);

        public void Run() => PanelTranspose<TVector>.Run(source, source.Rows, target, 0, source.Panels);

        public void Dispose()
        {
            source.Dispose();
            target.Dispose();
        }
    }
}
