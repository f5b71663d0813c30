using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using CsCheck;

namespace ButterE.Kernels.Tests.Memory;

/// <summary>The specification of panel matrices; every SIMD path runs it.</summary>
public abstract unsafe class PanelMatrixTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    [Fact]
    public void A_transposed_matrix_holds_each_element_at_the_swapped_place() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 90], Gen.Int).Sample((rows, columns, seed) =>
        {
            var plain = Matrices.Random(rows, columns, seed);
            using PanelMatrix<TVector> source = Matrices.Packed<TVector>(plain), target = new(source.Panels * Panel<TVector>.Width, rows);
            PanelTranspose<TVector>.Run(source, rows, target, 0, source.Panels);
            Matrices.AssertWithin(Matrices.Transposed(plain), new double[columns, rows], target);
        }, iter: 40);

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(23)]
    public void Lanes_beyond_the_last_row_of_a_transposed_matrix_are_zero(int rows)
    {
        // The row that follows in the source, as the constant 1 follows the units of a layer, belongs to nobody there.
        var plain = Matrices.Random(rows + 1, 40, 1);
        using PanelMatrix<TVector> source = Matrices.Packed<TVector>(plain), target = new(source.Panels * Panel<TVector>.Width, rows);
        PanelTranspose<TVector>.Run(source, rows, target, 0, source.Panels);
        Assert.Equal(rows * 40, new ReadOnlySpan<float>(target.Start, (int)target.Length).ToArray().Count(value => value != 0));

        // The same where the memory of the target has served another matrix, in the vectors that hold rows.
        new Span<float>(target.Start, (int)target.Length).Fill(5);
        PanelTranspose<TVector>.Run(source, rows, target, 0, source.Panels);
        var width = Panel<TVector>.Width;
        for (var lane = rows; lane % TVector.Lanes != 0; lane++)
        {
            for (var column = 0; column < 40; column++)
                Assert.Equal(0, target.Start[lane / width * target.PanelStride + column * width + lane % width]);
        }
    }

    [Fact]
    public void The_memory_begins_at_a_cache_line_and_is_zero()
    {
        using var matrix = new PanelMatrix<TVector>(3, 5);
        Assert.Equal(0, (nint)matrix.Start % 64);
        Assert.All(new ReadOnlySpan<float>(matrix.Start, (int)matrix.Length).ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(HugePages.Auto)]
    [InlineData(HugePages.Off)]
    public void A_large_matrix_is_zero_and_begins_at_a_cache_line_whatever_its_pages(HugePages pages)
    {
        using var matrix = new PanelMatrix<TVector>(1024, 1030, pages);
        Assert.Equal(0, (nint)matrix.Start % 64);
        Assert.True(new ReadOnlySpan<float>(matrix.Start, (int)matrix.Length).IndexOfAnyExcept(0f) < 0);
        matrix[1023, 1029] = 7;
        Assert.Equal(7, matrix[1023, 1029]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void An_empty_matrix_is_refused(int rows, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PanelMatrix<TVector>(rows, columns));
}

public sealed class PanelMatrixV512Tests : PanelMatrixTests<V512>;

public sealed class PanelMatrixV256Tests : PanelMatrixTests<V256>;

public sealed class PanelMatrixV128Tests : PanelMatrixTests<V128>;

public sealed class PanelMatrixScalarTests : PanelMatrixTests<V1>;
