using ButterE.Kernels.Gemm;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using CsCheck;

namespace ButterE.Kernels.Tests.Gemm;

public sealed class ProductPiecesTests
{
    private static readonly Gen<(ProductPart Part, int Steps)> Products =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5000], Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[1, 4000], (first, rows, firstPanel, panels, steps) =>
            (new ProductPart(first * Panel<V128>.Width, first * Panel<V128>.Width + rows, firstPanel, firstPanel + panels), steps));

    [Fact]
    public void Pieces_cover_the_part_row_by_row_each_beginning_at_a_panel() =>
        Products.Sample(product =>
        {
            var pieces = Pieces(product.Part, product.Steps, workers: 2);
            Assert.Equal(product.Part.FirstRow, pieces[0].FirstRow);
            Assert.Equal(product.Part.EndRow, pieces[^1].EndRow);
            Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.Equal(pair.First.EndRow, pair.Second.FirstRow));
            Assert.All(pieces, piece => Assert.Equal(0, piece.FirstRow % Panel<V128>.Width));
            Assert.All(pieces, piece => Assert.Equal((product.Part.FirstPanel, product.Part.EndPanel), (piece.FirstPanel, piece.EndPanel)));
        });

    [Fact]
    public void Each_piece_is_about_half_of_what_is_left_so_that_the_last_are_small() =>
        Products.Sample(product =>
        {
            var pieces = Pieces(product.Part, product.Steps, workers: 2);
            Assert.All(pieces.SkipLast(1), piece =>
                Assert.InRange(piece.EndRow - piece.FirstRow - (product.Part.EndRow - piece.FirstRow) / 2.0, -Panel<V128>.Width - 1, Panel<V128>.Width + 1));
        });

    [Fact]
    public void A_piece_of_a_product_that_is_cut_has_at_least_two_panels_of_rows_but_for_what_whole_panels_leave_over() =>
        Products.Sample(product =>
        {
            var pieces = Pieces(product.Part, product.Steps, workers: 2);
            if (pieces.Length > 1)
                Assert.All(pieces, piece => Assert.InRange(piece.EndRow - piece.FirstRow, Panel<V128>.Width, int.MaxValue));
        });

    [Fact]
    public void One_worker_and_a_product_of_microseconds_are_one_piece()
    {
        var part = new ProductPart(0, 4000, 0, 8);
        Assert.Single(Pieces(part, 4000, workers: 1));
        Assert.Single(Pieces(new ProductPart(0, 64, 0, 8), 64, workers: 2));
        Assert.NotEqual(1, Pieces(part, 4000, workers: 2).Length);
    }

    private static ProductPart[] Pieces(ProductPart part, int steps, int workers)
    {
        var pieces = new ProductPieces<V128>(part, steps, workers);
        return [.. Enumerable.Range(0, pieces.Count).Select(piece => pieces[piece])];
    }
}
