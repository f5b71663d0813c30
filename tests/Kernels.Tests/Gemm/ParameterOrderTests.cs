using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using CsCheck;

namespace ButterE.Kernels.Tests.Gemm;

/// <summary>Parameters may lie straight or turned; nobody can tell from a result. Every SIMD path runs this.</summary>
public abstract class ParameterOrderTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private static readonly LayerBlocking ShortBlocks = new(new GemmBlocking(8, 64), new GemmBlocking(8, 64));

    [Fact]
    public unsafe void The_products_of_a_layer_have_the_same_bits_in_both_orders() =>
        Gen.Select(Gen.Int[2, 100], Gen.Int[1, 31], Gen.Int[1, 300], Gen.Int).Sample((rows, units, batch, seed) =>
        {
            if (ParameterGradient<TVector>.UnitsByPanels(rows, units, batch) != 0)
                return;
            var (straight, turned) = (Products(new(rows, units, isTurned: false)), Products(new(rows, units, isTurned: true)));
            Assert.Equal(straight.Forward, turned.Forward);
            Assert.Equal(straight.Backward, turned.Backward);
            Assert.Equal(straight.Gradient, turned.Gradient);

            (byte[] Forward, byte[] Backward, int[] Gradient) Products(ParameterOrder<TVector> order)
            {
                using PanelMatrix<TVector> weights = order.Allocate(), gradient = order.Allocate(), input = Matrices.Packed<TVector>(Matrices.Random(rows, batch, seed)),
                    delta = Matrices.Packed<TVector>(Matrices.Random(units, batch, seed + 1)), output = new(units, batch), below = new(rows - 1, batch);
                var plain = Matrices.Random(rows, units, seed + 2);
                for (var row = 0; row < rows; row++)
                {
                    for (var unit = 0; unit < units; unit++)
                        order.Element(weights, row, unit) = (float)plain[row, unit];
                }

                order.Forward(weights, input, output, new(0, units, 0, output.Panels), new StoreOnly<TVector>(output.Start), ShortBlocks);
                order.Backward(weights, delta, below, new(0, rows - 1, 0, below.Panels), new StoreOnly<TVector>(below.Start), ShortBlocks);
                order.Gradient(input, delta, null, batch, new(0, gradient.Rows, 0, gradient.Panels), new StoreOnly<TVector>(gradient.Start));
                int[] bits = [.. from row in Enumerable.Range(0, rows) from unit in Enumerable.Range(0, units)
                                 select BitConverter.SingleToInt32Bits(order.Element(gradient, row, unit))];
                return (Matrices.Bits(output), Matrices.Bits(below), bits);
            }
        }, iter: 60);

    [Fact]
    public void They_lie_turned_where_that_takes_fewer_vectors()
    {
        Assert.Equal(TVector.Lanes > 1, ParameterOrder<TVector>.Of(rows: 65, units: 1, batch: 256).IsTurned);
        Assert.False(ParameterOrder<TVector>.Of(rows: TVector.Lanes, units: TVector.Lanes, batch: 256).IsTurned);
        Assert.False(ParameterOrder<TVector>.Of(rows: 500, units: 10 * Panel<TVector>.Width, batch: 256).IsTurned);
    }
}

public sealed class ParameterOrderV512Tests : ParameterOrderTests<V512>;

public sealed class ParameterOrderV256Tests : ParameterOrderTests<V256>;

public sealed class ParameterOrderV128Tests : ParameterOrderTests<V128>;

public sealed class ParameterOrderV1Tests : ParameterOrderTests<V1>;
