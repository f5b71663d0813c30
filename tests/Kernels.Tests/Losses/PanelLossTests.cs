using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Tests.Shared;

namespace ButterE.Kernels.Tests.Losses;

/// <summary>The specification of the losses; every SIMD path runs it.</summary>
public abstract unsafe class PanelLossTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private const int Rows = 45;

    public static TheoryData<LossKind, int> Cases => new()
    {
        { LossKind.SigmoidMeanSquaredError, 1 }, { LossKind.SigmoidMeanSquaredError, 6 },
        { LossKind.SigmoidBinaryCrossEntropy, 1 }, { LossKind.SigmoidBinaryCrossEntropy, 150 }, { LossKind.SoftmaxCrossEntropy, 2 }, { LossKind.SoftmaxCrossEntropy, 11 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_loss_equals_the_oracle(LossKind kind, int outputs)
    {
        var (values, targets) = Batch(kind, outputs);
        double expected = 0;
        for (var row = 0; row < Rows; row++)
            expected += Oracle.Loss(kind, Column(values, row), Column(targets, row));
        Assert.Equal(expected, Sum(kind, values, targets, null), expected * 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_equals_central_differences_of_the_oracle(LossKind kind, int outputs)
    {
        var (values, targets) = Batch(kind, outputs);
        using var gradient = new PanelMatrix<TVector>(outputs, Rows);
        Sum(kind, values, targets, gradient);
        for (var row = 0; row < Rows; row++)
        {
            double[] z = Column(values, row), y = Column(targets, row);
            for (var output = 0; output < outputs; output++)
            {
                const double step = 1e-5;
                double Shifted(double by)
                {
                    double[] shifted = [.. z];
                    shifted[output] += by;
                    return Oracle.Loss(kind, shifted, y);
                }

                Assert.Equal((Shifted(step) - Shifted(-step)) / (2 * step) / Rows, gradient[output, row], 2e-7 / Rows + 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(LossKind.SigmoidMeanSquaredError)]
    [InlineData(LossKind.SigmoidBinaryCrossEntropy)]
    [InlineData(LossKind.SoftmaxCrossEntropy)]
    public void Logits_of_a_thousand_stay_finite(LossKind kind)
    {
        var values = Matrices.Map(new double[2, Rows], (output, row, _) => (row + output) % 2 == 0 ? 1000 : -1000);
        var targets = Matrices.Map(new double[2, Rows], (output, row, _) => output == row % 3 % 2 ? 1 : 0);
        using var gradient = new PanelMatrix<TVector>(2, Rows);
        Assert.True(double.IsFinite(Sum(kind, values, targets, gradient)));
        for (var row = 0; row < Rows; row++)
            Assert.True(float.IsFinite(gradient[0, row]) && float.IsFinite(gradient[1, row]));
    }

    [Fact]
    public void Lanes_beyond_the_batch_get_no_gradient()
    {
        using PanelMatrix<TVector> values = new(3, 1), targets = new(3, 1), gradient = new(3, 1), mask = new(1, 1);
        mask[0, 0] = 1;
        targets[0, 0] = 1;
        PanelLoss<TVector>.Sum(LossKind.SoftmaxCrossEntropy, values, targets, gradient, mask, 0, 1, new double[1]);
        Assert.Equal(3, new ReadOnlySpan<float>(gradient.Start, (int)gradient.Length).ToArray().Count(g => g != 0));
    }

    private static (double[,] Values, double[,] Targets) Batch(LossKind kind, int outputs)
    {
        var values = Matrices.Map(Matrices.Random(outputs, Rows, 1), (_, _, v) => (float)(4 * v));
        var random = new Random(2);
        var classes = Enumerable.Range(0, Rows).Select(_ => random.Next(Math.Max(2, outputs))).ToArray();
        var targets = Matrices.Map(new double[outputs, Rows], (output, row, _) =>
            kind == LossKind.SigmoidMeanSquaredError ? (float)random.NextDouble() : outputs == 1 ? classes[row] : classes[row] == output ? 1 : 0);
        return (values, targets);
    }

    private static double[] Column(double[,] matrix, int column) => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row => matrix[row, column])];

    private static double Sum(LossKind kind, double[,] values, double[,] targets, PanelMatrix<TVector>? gradient)
    {
        using PanelMatrix<TVector> z = Matrices.Packed<TVector>(values), y = Matrices.Packed<TVector>(targets), mask = new(1, Rows);
        for (var row = 0; row < Rows; row++)
            mask[0, row] = 1;
        var sums = new double[z.Panels];
        PanelLoss<TVector>.Sum(kind, z, y, gradient, mask, 0, z.Panels, sums);
        return sums.Sum();
    }
}

public sealed class PanelLossV512Tests : PanelLossTests<V512>;

public sealed class PanelLossV256Tests : PanelLossTests<V256>;

public sealed class PanelLossV128Tests : PanelLossTests<V128>;

public sealed class PanelLossScalarTests : PanelLossTests<V1>;
