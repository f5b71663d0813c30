using BenchmarkDotNet.Attributes;
using ButterE.Bench.Metadata;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Bench.Elementwise;

/// <summary>Softmax, cross-entropy and their gradient over the output layer of one batch of 256.</summary>
public class SoftmaxLoss : KernelSuite
{
    private const int Batch = 256;

    /// <summary>Values and targets are read, gradients written.</summary>
    private const int Arrays = 3;

    /// <summary>Units of the output layer: those of connect_4 and of mnist.</summary>
    [Params(3, 10)]
    public int Outputs { get; set; }

    private protected override Work Work =>
        new(Threads: 1, Flops: null, (double)sizeof(float) * Arrays * Outputs * Batch, (long)sizeof(float) * Arrays * Outputs * Batch);

    private protected override IKernel Create() => ChosenPath.Create(new Maker(Outputs));

    private sealed class Maker(int outputs) : IKernelMaker
    {
        public IKernel Create<TVector>()
            where TVector : unmanaged, IVector<TVector> => new Kernel<TVector>(outputs);
    }

    private sealed unsafe class Kernel<TVector> : IKernel
        where TVector : unmanaged, IVector<TVector>
    {
        private readonly PanelMatrix<TVector> values, targets, gradient, ones;
        private readonly double[] losses = new double[Panel<TVector>.Count(Batch)];

        public Kernel(int outputs)
        {
            (values, targets, gradient, ones) = (new(outputs, Batch), new(outputs, Batch), new(outputs, Batch), new(1, Batch));
            for (var row = 0; row < Batch; row++)
            {
                (ones[0, row], targets[row % outputs, row]) = (1, 1);
                for (var output = 0; output < outputs; output++)
                    values[output, row] = (row * 7 + output * 3) % 16 / 4f - 2;
            }
        }

        public void Run() => PanelLoss<TVector>.Sum(LossKind.SoftmaxCrossEntropy, values, targets, gradient, ones, 0, values.Panels, losses);

        public void Dispose()
        {
            foreach (var matrix in new[] { values, targets, gradient, ones })
                matrix.Dispose();
        }
    }
}
