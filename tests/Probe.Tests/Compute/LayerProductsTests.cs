using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;
using ButterE.Tests.Shared;

namespace ButterE.Probe.Tests.Compute;

/// <summary>What the benchmarks time is the product that they name, whole and with its operations counted; on every SIMD path.</summary>
public abstract class LayerProductsTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    public static TheoryData<int, int, int, int> Cases => new() { { 40, 7, 5, 1 }, { 70, 65, 33, 3 }, { 33, 40, 70, 2 }, { 5, 3, 2, 4 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_parts_of_the_workers_make_each_product_and_its_operations(int batch, int fanIn, int units, int workers)
    {
        var shape = new LayerShape(batch, fanIn, units);
        using var products = new LayerProducts<TVector>(shape);
        var weights = Plain(products.Weights, fanIn, units);
        var input = Plain(products.Input, fanIn, batch);
        var expected = new Dictionary<LayerProduct, (double[,] Product, double[,] Bound)>
        {
            [LayerProduct.Forward] = Oracle.Multiply(Transposed(weights), input),
            [LayerProduct.BackwardData] = Oracle.Multiply(weights, Plain(products.Delta, units, batch)),
            [LayerProduct.ParameterGradient] = Oracle.Multiply(input, Transposed(Plain(products.Delta, units, batch))),
        };
        foreach (var (product, (values, bound)) in expected)
        {
            var target = product switch
            {
                LayerProduct.Forward => products.Output,
                LayerProduct.BackwardData => products.InputGradient,
                _ => products.Gradient,
            };
            target.Clear();
            var parts = Enumerable.Range(0, workers).Select(worker => products.Part(product, worker, workers)).ToArray();
            foreach (var part in parts)
                part.Repeat(2);
            for (var i = 0; i < values.GetLength(0); i++)
            {
                for (var j = 0; j < values.GetLength(1); j++)
                    Assert.InRange(target[i, j], values[i, j] - bound[i, j], values[i, j] + bound[i, j]);
            }

            Assert.Equal(2.0 * batch * fanIn * units, parts.Sum(part => part.Flops), 1e-6);
        }
    }

    [Fact]
    public void Unused_lanes_count_in_the_vectors_that_a_product_computes()
    {
        var lanes = TVector.Lanes;
        // Whole panels of the batch, and a row more, which takes a panel of its own.
        Assert.Equal(2.0 * 53 * 20 * 64 * lanes, Padded(new LayerShape(64 * lanes, 53, 20), LayerProduct.Forward));
        Assert.Equal(2.0 * 53 * 20 * 66 * lanes, Padded(new LayerShape(64 * lanes + 1, 53, 20), LayerProduct.BackwardData));
        // A single unit is a dot product along the batch: nothing is wasted, though it would fill one lane of a panel.
        Assert.Equal(2.0 * 53 * 64 * lanes, Padded(new LayerShape(64 * lanes, 53, 1), LayerProduct.ParameterGradient));
        // Units that fill panels are their columns.
        Assert.Equal(2.0 * 53 * 64 * lanes * 16 * lanes, Padded(new LayerShape(64 * lanes, 53, 16 * lanes), LayerProduct.ParameterGradient));

        static double Padded(LayerShape shape, LayerProduct product)
        {
            using var products = new LayerProducts<TVector>(shape);
            return products.PaddedFlops(product);
        }
    }

    [Fact]
    public void A_smallest_step_takes_its_layers_and_no_other_through_gradient_and_Adam()
    {
        using var steps = new SmallestSteps<TVector>(4);
        steps.Run(3);
        // Weight 1, bias 0 and input 0.5 pass 0.5 through every layer; target 0: dL/dw = sigmoid(0.5) 0.5,
        // of which Adam's first moment takes a tenth.
        var moment = 0.1 * 0.5 / (1 + Math.Exp(-0.5));
        for (var layer = 0; layer < 3; layer++)
            Assert.Equal(moment, steps.FirstMomentOf(layer), 1e-6);
        Assert.Equal(0, steps.FirstMomentOf(3));
    }

    private static double[,] Plain(PanelMatrix<TVector> matrix, int rows, int columns)
    {
        var plain = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                plain[i, j] = matrix[i, j];
        }

        return plain;
    }

    private static double[,] Transposed(double[,] plain)
    {
        var transposed = new double[plain.GetLength(1), plain.GetLength(0)];
        for (var i = 0; i < plain.GetLength(0); i++)
        {
            for (var j = 0; j < plain.GetLength(1); j++)
                transposed[j, i] = plain[i, j];
        }

        return transposed;
    }
}

public sealed class LayerProductsV512Tests : LayerProductsTests<V512>;

public sealed class LayerProductsV256Tests : LayerProductsTests<V256>;

public sealed class LayerProductsV128Tests : LayerProductsTests<V128>;

public sealed class LayerProductsV1Tests : LayerProductsTests<V1>;
