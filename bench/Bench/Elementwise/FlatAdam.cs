using BenchmarkDotNet.Attributes;
using ButterE.Bench.Metadata;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;

namespace ButterE.Bench.Elementwise;

/// <summary>The Adam pass of the textbook schedule: parameters, gradient and both moments, flat.</summary>
public class FlatAdam : KernelSuite
{
    private const int Units = 1024;

    /// <summary>Arrays that are read, and those of them that are written back.</summary>
    private const int Loads = 4, Stores = 3;

    /// <summary>m: g - m, multiply-add; v: g g, - v, multiply-add; w: root, + epsilon, rate m, quotient, difference.</summary>
    private const int FlopsPerParameter = 3 + 4 + 5;

    /// <summary>Parameters: 256 KiB of arrays, which a second-level cache holds, and 256 MiB, which no cache holds.</summary>
    [Params(1 << 14, 1 << 24)]
    public int Parameters { get; set; }

    private protected override Work Work => new(
        Threads: 1, (double)FlopsPerParameter * Parameters,
        (double)sizeof(float) * (Loads + Stores) * Parameters, (long)sizeof(float) * Loads * Parameters);

    private protected override IKernel Create() => ChosenPath.Create(new Maker(Parameters / Units));

    private sealed class Maker(int rows) : IKernelMaker
    {
        public IKernel Create<TVector>()
            where TVector : unmanaged, IVector<TVector> => new Kernel<TVector>(rows);
    }

    private sealed unsafe class Kernel<TVector> : IKernel
        where TVector : unmanaged, IVector<TVector>
    {
        private static readonly AdamStep Step = AdamStep.At(1e-4, 1000);

        private readonly PanelMatrix<TVector> gradient, parameters, first, second;

        public Kernel(int rows)
        {
            (gradient, parameters, first, second) = (new(rows, Units), new(rows, Units), new(rows, Units), new(rows, Units));
            // Moments that go towards a gradient which is not small stay normal numbers.
            for (nint i = 0; i < gradient.Length; i++)
                gradient.Start[i] = 0.5f;
        }

        public void Run() => Adam<TVector>.Update(Step, gradient, parameters, first, second, 0, parameters.Length);

        public void Dispose()
        {
            foreach (var matrix in new[] { gradient, parameters, first, second })
                matrix.Dispose();
        }
    }
}
