using BenchmarkDotNet.Attributes;
using ButterE.Bench.Metadata;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Bench.Elementwise;

/// <summary>What the ReLU of a layer costs as the epilogue of its product: a product of short sums with it and with the plain store.</summary>
public class Epilogue : KernelSuite
{
    private const int Batch = 256, FanIn = 26, Units = 171;

    /// <summary>What becomes of a finished vector.</summary>
    public enum Store
    {
        /// <summary>It is stored.</summary>
        Plain,

        /// <summary>What is above 0 of it is stored.</summary>
        Relu,
    }

    /// <summary>The epilogue.</summary>
    [ParamsAllValues]
    public Store Stores { get; set; }

    private protected override Work Work =>
        new(Threads: 1, 2.0 * Batch * FanIn * Units, Bytes: null, sizeof(float) * ((long)FanIn * Units + (long)Batch * (FanIn + Units)));

    private protected override IKernel Create() => ChosenPath.Create(new Maker(Stores));

    private sealed class Maker(Store store) : IKernelMaker
    {
        public IKernel Create<TVector>()
            where TVector : unmanaged, IVector<TVector> => new Kernel<TVector>(store);
    }

    private sealed unsafe class Kernel<TVector>(Store store) : IKernel
        where TVector : unmanaged, IVector<TVector>
    {
        private readonly PanelMatrix<TVector> weights = new(FanIn + 1, Units), input = new(FanIn + 1, Batch), output = new(Units + 1, Batch);

        public void Run()
        {
            if (store == Store.Relu)
                Multiply(new Relu<TVector>(output.Start));
            else
                Multiply(new StoreOnly<TVector>(output.Start));
        }

        public void Dispose()
        {
            foreach (var matrix in new[] { weights, input, output })
                matrix.Dispose();
        }

        private void Multiply<TEpilogue>(in TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue<TVector> => PanelGemm<TVector, RowsAlongColumns<TVector>>.Multiply(
                weights, input, output, FanIn, new(0, Units, 0, input.Panels), epilogue, GemmBlocking.AlongColumns);
    }
}
