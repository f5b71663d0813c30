using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Tests.Shared;
using CsCheck;

namespace ButterE.Kernels.Tests.Gemm;

/// <summary>The specification of the products; every SIMD path runs it.</summary>
public abstract unsafe class PanelGemmTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private static readonly Gen<(int Rows, int Steps, int Columns, int Seed)> Sizes =
        Gen.Select(Gen.Int[1, 75], Gen.Int[1, 300], Gen.Int[1, 75], Gen.Int);

    private static readonly GemmBlocking SmallBlocks = new(Steps: 32, RowFloats: 1024);

    [Fact]
    public void A_product_along_the_columns_equals_the_oracle() => Sizes.Sample(size =>
    {
        double[,] a = Matrices.Random(size.Steps, size.Rows, size.Seed), b = Matrices.Random(size.Steps, size.Columns, size.Seed + 1);
        using var c = Multiply<RowsAlongColumns<TVector>>(a, b, size.Rows, SmallBlocks);
        var (product, bound) = Oracle.Multiply(Matrices.Transposed(a), b);
        Matrices.AssertWithin(product, bound, c);
    }, iter: 60);

    [Fact]
    public void A_product_along_the_rows_equals_the_oracle() => Sizes.Sample(size =>
    {
        double[,] a = Matrices.Random(size.Rows, size.Steps, size.Seed), b = Matrices.Random(size.Steps, size.Columns, size.Seed + 1);
        using var c = Multiply<RowsAlongRows<TVector>>(a, b, size.Rows, SmallBlocks);
        var (product, bound) = Oracle.Multiply(a, b);
        Matrices.AssertWithin(product, bound, c);
    }, iter: 60);

    [Fact]
    public void No_blocking_changes_a_bit() => Sizes.Sample(size =>
    {
        double[,] a = Matrices.Random(size.Rows, size.Steps, size.Seed), b = Matrices.Random(size.Steps, size.Columns, size.Seed + 1);
        using var whole = Multiply<RowsAlongRows<TVector>>(a, b, size.Rows, new GemmBlocking(100_000, 100_000_000));
        using var blocked = Multiply<RowsAlongRows<TVector>>(a, b, size.Rows, SmallBlocks);
        Assert.Equal(Matrices.Bits(whole), Matrices.Bits(blocked));
    }, iter: 30);

    [Theory]
    [InlineData(1)] // tiles that pass over one panel at a time
    [InlineData(2)]
    [InlineData(100)]
    public void A_block_of_B_that_is_kept_changes_no_bit(int panelsTogether)
    {
        // Longer than a first-level cache holds of a panel, in two blocks; two panels of A along its columns, three of B.
        int width = Panel<TVector>.Width, steps = 20_000 / width, rows = 2 * width + 3, columns = 2 * width + 1;
        var blocking = new GemmBlocking(steps / 2, RowFloats: 1, PanelFloats: panelsTogether * 10_000 + width * width);
        double[,] a = Matrices.Random(rows, steps, 1), b = Matrices.Random(steps, columns, 2);
        using (PanelMatrix<TVector> whole = Multiply<RowsAlongRows<TVector>>(a, b, rows, SmallBlocks), kept = Multiply<RowsAlongRows<TVector>>(a, b, rows, blocking))
            Assert.Equal(Matrices.Bits(whole), Matrices.Bits(kept));
        a = Matrices.Transposed(a);
        using (PanelMatrix<TVector> whole = Multiply<RowsAlongColumns<TVector>>(a, b, rows, SmallBlocks), kept = Multiply<RowsAlongColumns<TVector>>(a, b, rows, blocking))
            Assert.Equal(Matrices.Bits(whole), Matrices.Bits(kept));
    }

    [Theory]
    [InlineData(0, 0, 0, 2)]
    [InlineData(0, 5, 1, 1)]
    public void A_part_without_rows_or_panels_computes_nothing(int firstRow, int endRow, int firstPanel, int endPanel)
    {
        using PanelMatrix<TVector> a = new(5, 7), b = new(7, Panel<TVector>.Width + 1), c = new(5, Panel<TVector>.Width + 1);
        c[2, 0] = 3;
        foreach (var blocking in new GemmBlocking[] { SmallBlocks, new(4, 1, 1), new(int.MaxValue, int.MaxValue, int.MaxValue) })
            PanelGemm<TVector, RowsAlongRows<TVector>>.Multiply(a, b, c, 7, new(firstRow, endRow, firstPanel, endPanel), new StoreOnly<TVector>(c.Start), blocking);
        Assert.Equal(3, c[2, 0]);
    }

    [Fact]
    public void The_largest_blocks_are_those_of_the_whole_product()
    {
        double[,] a = Matrices.Random(70, 1, 1), b = Matrices.Random(1, 9, 2);
        using PanelMatrix<TVector> whole = Multiply<RowsAlongRows<TVector>>(a, b, 70, SmallBlocks), largest = Multiply<RowsAlongRows<TVector>>(a, b, 70, new(int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Equal(Matrices.Bits(whole), Matrices.Bits(largest));
    }

    [Fact]
    public void Parts_put_together_equal_the_whole_bit_for_bit() => Sizes.Sample(size =>
    {
        double[,] a = Matrices.Random(size.Rows, size.Steps, size.Seed), b = Matrices.Random(size.Steps, size.Columns, size.Seed + 1);
        using var whole = Multiply<RowsAlongRows<TVector>>(a, b, size.Rows, SmallBlocks);
        using PanelMatrix<TVector> packedA = Matrices.Packed<TVector>(a), packedB = Matrices.Packed<TVector>(b), parts = new(size.Rows, size.Columns);
        int width = Panel<TVector>.Width, middle = Math.Min(size.Rows, (size.Rows / width + 1) / 2 * width), panel = parts.Panels / 2;
        foreach (var part in new[] { new ProductPart(0, middle, 0, panel), new(middle, size.Rows, 0, panel), new(0, middle, panel, parts.Panels), new(middle, size.Rows, panel, parts.Panels) })
            PanelGemm<TVector, RowsAlongRows<TVector>>.MultiplyInOneRun(packedA, packedB, size.Rows, size.Steps, part, new StoreOnly<TVector>(parts.Start));
        Assert.Equal(Matrices.Bits(whole), Matrices.Bits(parts));
    }, iter: 30);

    [Fact]
    public void Dot_products_equal_the_oracle() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 150], Gen.Int[1, 3 * Panel<TVector>.Width], Gen.Int).Sample((rows, columns, units, seed) =>
        {
            double[,] a = Matrices.Random(rows, columns, seed), b = Matrices.Random(units, columns, seed + 1);
            using PanelMatrix<TVector> packedA = Matrices.Packed<TVector>(a), packedB = Matrices.Packed<TVector>(b), c = new(rows, units), parts = new(rows, units);
            PanelDots<TVector>.Multiply(packedA, packedB, rows, units, new(0, rows, 0, c.Panels), packedA.Panels, new StoreOnly<TVector>(c.Start));
            var (product, bound) = Oracle.Multiply(a, Matrices.Transposed(b));
            Matrices.AssertWithin(product, bound, c);

            int middle = rows / 2, panel = parts.Panels / 2;
            foreach (var part in new[] { new ProductPart(0, middle, 0, panel), new(middle, rows, 0, panel), new(0, middle, panel, parts.Panels), new(middle, rows, panel, parts.Panels) })
                PanelDots<TVector>.Multiply(packedA, packedB, rows, units, part, packedA.Panels, new StoreOnly<TVector>(parts.Start));
            Assert.Equal(Matrices.Bits(c), Matrices.Bits(parts));
        }, iter: 60);

    [Fact]
    public void Unused_lanes_stay_zero()
    {
        using var c = Multiply<RowsAlongRows<TVector>>(Matrices.Random(5, 7, 1), Matrices.Random(7, 3, 2), 5, SmallBlocks);
        var lanes = new ReadOnlySpan<float>(c.Start, (int)c.Length).ToArray();
        Assert.Equal(15, lanes.Count(value => value != 0));
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("reluAddSkip")]
    [InlineData("reluGate")]
    [InlineData("addSkipReluGate")]
    public void An_epilogue_equals_a_pass_over_the_plain_product(string name)
    {
        const int rows = 21, steps = 70, columns = 37;
        double[,] a = Matrices.Random(rows, steps, 3), b = Matrices.Random(steps, columns, 4);
        using PanelMatrix<TVector> packedA = Matrices.Packed<TVector>(a), packedB = Matrices.Packed<TVector>(b), plain = Multiply<RowsAlongRows<TVector>>(a, b, rows, SmallBlocks);
        using PanelMatrix<TVector> other = Matrices.Packed<TVector>(Matrices.Random(rows, columns, 5)), gate = Matrices.Packed<TVector>(Matrices.Random(rows, columns, 6));
        using PanelMatrix<TVector> first = new(rows, columns), second = new(rows, columns);
        var part = new ProductPart(0, rows, 0, first.Panels);

        void Run<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue<TVector> =>
            PanelGemm<TVector, RowsAlongRows<TVector>>.Multiply(packedA, packedB, first, steps, part, epilogue, SmallBlocks);

        Func<float, float, float, (float First, float? Second)> expected;
        switch (name)
        {
            case "relu":
                Run(new Relu<TVector>(first.Start));
                expected = (c, _, _) => (Math.Max(c, 0), null);
                break;
            case "reluAddSkip":
                Run(new ReluAddSkip<TVector>(first.Start, other.Start, second.Start));
                expected = (c, o, _) => (Math.Max(c, 0), Math.Max(c, 0) + o);
                break;
            case "reluGate":
                Run(new ReluGate<TVector>(gate.Start, first.Start));
                expected = (c, _, g) => (g > 0 ? c : 0, null);
                break;
            default:
                Run(new AddSkipReluGate<TVector>(other.Start, first.Start, gate.Start, second.Start));
                expected = (c, o, g) => (c + o, g > 0 ? c + o : 0);
                break;
        }

        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var (one, two) = expected(plain[i, j], other[i, j], gate[i, j]);
                Assert.Equal(one, first[i, j]);
                if (two is { } value)
                    Assert.Equal(value, second[i, j]);
            }
        }
    }

    private static PanelMatrix<TVector> Multiply<TLayout>(double[,] a, double[,] b, int rows, GemmBlocking blocking)
        where TLayout : struct, IBroadcastLayout<TVector>
    {
        using PanelMatrix<TVector> packedA = Matrices.Packed<TVector>(a), packedB = Matrices.Packed<TVector>(b);
        var c = new PanelMatrix<TVector>(rows, b.GetLength(1));
        PanelGemm<TVector, TLayout>.Multiply(packedA, packedB, c, b.GetLength(0), new ProductPart(0, rows, 0, c.Panels), new StoreOnly<TVector>(c.Start), blocking);
        return c;
    }
}

public sealed class PanelGemmV512Tests : PanelGemmTests<V512>;

public sealed class PanelGemmV256Tests : PanelGemmTests<V256>;

public sealed class PanelGemmV128Tests : PanelGemmTests<V128>;

public sealed class PanelGemmScalarTests : PanelGemmTests<V1>;
