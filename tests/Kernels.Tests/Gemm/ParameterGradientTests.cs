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

    [Fact]
    public void The_pieces_of_a_team_cover_every_row_of_every_panel_once() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[1, 12]).Sample((rows, units, batch, workers) =>
        {
            var taken = new int[rows, Panel<TVector>.Count(units)];
            foreach (var part in Enumerable.Range(0, workers).SelectMany(worker => Share(rows, units, batch, worker, workers)))
            {
                for (var row = part.FirstRow; row < part.EndRow; row++)
                {
                    for (var panel = part.FirstPanel; panel < part.EndPanel; panel++)
                        taken[row, panel]++;
                }
            }

            Assert.All(taken.Cast<int>(), times => Assert.Equal(1, times));
        });

    [Fact]
    public void With_more_panels_than_workers_the_share_of_each_lies_in_one_run()
    {
        var columns = 5 * Panel<TVector>.Width;
        foreach (var worker in new[] { 0, 1 })
        {
            var rows = Share(172, columns, batch: 256, worker, workers: 2).SelectMany(part =>
                Enumerable.Range(part.FirstPanel, part.EndPanel - part.FirstPanel).SelectMany(panel =>
                    Enumerable.Range(part.FirstRow, part.EndRow - part.FirstRow).Select(row => panel * 172 + row)));
            Assert.Equal(Enumerable.Range(worker * 430, 430), rows);
        }
    }

    [Fact]
    public void Units_that_cost_less_as_dot_products_leave_their_worker_room_for_more_rows()
    {
        var units = 4 * Panel<TVector>.Width + 1;
        var second = Share(172, units, batch: 256, worker: 1, workers: 2)[0];
        Assert.Equal(2, second.FirstPanel);
        Assert.InRange(second.FirstRow, 1, 60); // 86 with a whole panel more
    }

    [Fact]
    public void Each_piece_is_half_of_what_is_left_and_one_worker_has_one()
    {
        var columns = 8 * Panel<TVector>.Width;
        int[] rows = [.. ParameterGradient<TVector>.PiecesOf(256, columns, batch: 256, worker: 0, workers: 2).Select(RowsOf)];
        Assert.Equal([512, 256, 128], rows[..3]);
        Assert.Equal(1024, rows.Sum());
        Assert.Equal(2048, RowsOf(Assert.Single(ParameterGradient<TVector>.PiecesOf(256, columns, batch: 256, worker: 0, workers: 1))));

        static int RowsOf(IReadOnlyList<ProductPart> parts) => (int)parts.Sum(part => part.RowsOfPanels);
    }

    [Fact]
    public void A_share_that_takes_less_than_a_meeting_is_worth_is_not_cut() =>
        Assert.Single(ParameterGradient<TVector>.PiecesOf(4, 4, batch: 256, worker: 0, workers: 2));

    private static ProductPart[] Share(int rows, int units, int batch, int worker, int workers) =>
        [.. ParameterGradient<TVector>.PiecesOf(rows, units, batch, worker, workers).SelectMany(parts => parts)];

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
