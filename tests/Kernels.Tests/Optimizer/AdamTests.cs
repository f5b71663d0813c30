using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;
using ButterE.Tests.Shared;

namespace ButterE.Kernels.Tests.Optimizer;

/// <summary>The specification of Adam; every SIMD path runs it.</summary>
public abstract unsafe class AdamTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private const int Rows = 19, Columns = 37;

    [Fact]
    public void Fifty_steps_follow_the_oracle()
    {
        var start = Matrices.Random(Rows, Columns, 1);
        using PanelMatrix<TVector> w = Matrices.Packed<TVector>(start), m = new(Rows, Columns), v = new(Rows, Columns);
        double[,] expected = (double[,])start.Clone(), first = new double[Rows, Columns], second = new double[Rows, Columns];
        for (var t = 1; t <= 50; t++)
        {
            var g = Matrices.Map(Matrices.Random(Rows, Columns, 100 + t), (_, _, x) => (float)(x * Math.Pow(10, t % 5 - 3)));
            using var gradient = Matrices.Packed<TVector>(g);
            Adam<TVector>.Update(AdamStep.At(1e-2, t), gradient, w, m, v, 0, w.Length);
            expected = Matrices.Map(expected, (i, j, x) => Oracle.Adam(x, g[i, j], ref first[i, j], ref second[i, j], 1e-2, t));
        }

        Matrices.AssertWithin(expected, Matrices.Map(expected, (_, _, _) => 2e-6), w);
    }

    [Fact]
    public void As_an_epilogue_it_equals_the_pass_over_a_stored_gradient_bit_for_bit()
    {
        double[,] a = Matrices.Random(Rows, 50, 2), b = Matrices.Random(50, Columns, 3);
        using PanelMatrix<TVector> x = Matrices.Packed<TVector>(a), delta = Matrices.Packed<TVector>(b), gradient = new(Rows, Columns);
        using PanelMatrix<TVector> w1 = Matrices.Packed<TVector>(Matrices.Random(Rows, Columns, 4)), m1 = new(Rows, Columns), v1 = new(Rows, Columns);
        using PanelMatrix<TVector> w2 = Matrices.Packed<TVector>(Matrices.Random(Rows, Columns, 4)), m2 = new(Rows, Columns), v2 = new(Rows, Columns);
        var part = new ProductPart(0, Rows, 0, gradient.Panels);
        for (var t = 1; t <= 3; t++)
        {
            var step = AdamStep.At(1e-3, t);
            PanelGemm<TVector, RowsAlongRows<TVector>>.MultiplyInOneRun(x, delta, Rows, 50, part, new StoreOnly<TVector>(gradient.Start));
            Adam<TVector>.Update(step, gradient, w1, m1, v1, 0, w1.Length);
            PanelGemm<TVector, RowsAlongRows<TVector>>.MultiplyInOneRun(
                x, delta, Rows, 50, part, new AdamEpilogue<TVector>(step, w2.Start, m2.Start, v2.Start));
        }

        Assert.Equal(Matrices.Bits(w1), Matrices.Bits(w2));
        Assert.Equal(Matrices.Bits(v1), Matrices.Bits(v2));
    }

    [Fact]
    public void Steps_are_counted_from_one() => Assert.Throws<ArgumentOutOfRangeException>(() => AdamStep.At(1e-3, 0));
}

public sealed class AdamV512Tests : AdamTests<V512>;

public sealed class AdamV256Tests : AdamTests<V256>;

public sealed class AdamV128Tests : AdamTests<V128>;

public sealed class AdamScalarTests : AdamTests<V1>;
