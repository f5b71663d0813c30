using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Tests.Shared;
using CsCheck;

namespace ButterE.Kernels.Tests.Gemm;

/// <summary>The specification of dW = X dYt; every SIMD path runs it.</summary>
public abstract class ParameterGradientTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    [Fact]
    public void It_equals_the_oracle_whatever_part_of_the_units_goes_by_panels_and_by_dot_products() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 100], Gen.Int[1, 150], Gen.Int).Sample((rows, units, batch, seed) =>
        {
            // A short last batch leaves panels of an earlier one behind it; in its own last panel the gradient is 0 beyond it.
            var held = batch + 2 * Panel<TVector>.Width;
            double[,] x = Matrices.Random(rows, held, seed), delta = Matrices.Random(units, held, seed + 1);
            for (var column = batch; column < Panel<TVector>.Count(batch) * Panel<TVector>.Width; column++)
            {
                for (var unit = 0; unit < units; unit++)
                    delta[unit, column] = 0;
            }

            using PanelMatrix<TVector> input = Matrices.Packed<TVector>(x), packed = Matrices.Packed<TVector>(delta), whole = new(rows, units), parts = new(rows, units);
            using var transposed = ParameterGradient<TVector>.RoomForTransposed(rows, units, held);
            ParameterGradient<TVector>.Transpose(packed, transposed, 0, packed.Panels);

            Multiply(new(0, rows, 0, whole.Panels), whole);
            var (product, bound) = Oracle.Multiply(FirstColumns(x, batch), Matrices.Transposed(FirstColumns(delta, batch)));
            Matrices.AssertWithin(product, bound, whole);

            int row = rows / 2, panel = parts.Panels / 2;
            foreach (var part in new ProductPart[] { new(0, row, 0, panel), new(row, rows, 0, panel), new(0, row, panel, parts.Panels), new(row, rows, panel, parts.Panels) })
                Multiply(part, parts);
            Assert.Equal(Matrices.Bits(whole), Matrices.Bits(parts));

            unsafe void Multiply(ProductPart part, PanelMatrix<TVector> target) =>
                ParameterGradient<TVector>.Multiply(input, packed, transposed, rows, units, batch, part, new StoreOnly<TVector>(target.Start));
        }, iter: 60);

    [Fact]
    public void Few_units_go_by_dot_products_alone() => Assert.Equal(0, ParameterGradient<TVector>.UnitsByPanels(rows: 100, units: 1, batch: 256));

    [Fact]
    public void Many_units_go_by_panels_and_a_few_beyond_by_dot_products()
    {
        var whole = 10 * Panel<TVector>.Width;
        Assert.Equal(whole, ParameterGradient<TVector>.UnitsByPanels(rows: 500, whole, batch: 256));
        Assert.Equal(whole, ParameterGradient<TVector>.UnitsByPanels(rows: 500, whole + 1, batch: 256));
    }

    private static double[,] FirstColumns(double[,] matrix, int columns)
    {
        var first = new double[matrix.GetLength(0), columns];
        for (var row = 0; row < first.GetLength(0); row++)
        {
            for (var column = 0; column < columns; column++)
                first[row, column] = matrix[row, column];
        }

        return first;
    }
}

public sealed class ParameterGradientV512Tests : ParameterGradientTests<V512>;

public sealed class ParameterGradientV256Tests : ParameterGradientTests<V256>;

public sealed class ParameterGradientV128Tests : ParameterGradientTests<V128>;

public sealed class ParameterGradientV1Tests : ParameterGradientTests<V1>;
