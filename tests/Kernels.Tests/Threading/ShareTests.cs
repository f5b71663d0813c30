using ButterE.Kernels.Threading;
using CsCheck;

namespace ButterE.Kernels.Tests.Threading;

public sealed class ShareTests
{
    [Fact]
    public void Halves_follow_each_other_from_end_to_end_and_none_but_a_whole_share_is_below_the_least() =>
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[0, 1e6], Gen.Double[1, 1e5]).Sample((from, length, least) =>
        {
            var to = from + length;
            var pieces = Share.Halves(from, to, least).ToArray();
            Assert.Equal((from, to), (pieces[0].From, pieces[^1].To));
            Assert.Equal(pieces.Skip(1).Select(piece => piece.From), pieces.SkipLast(1).Select(piece => piece.To));
            if (pieces.Length > 1)
                Assert.All(pieces, piece => Assert.InRange(piece.To - piece.From, least * (1 - 1e-6), double.MaxValue));
        });

    [Fact]
    public void The_rectangles_of_a_team_cover_every_element_once() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 70], Gen.Int[1, 32], Gen.Int[1, 12]).Sample((rows, columns, width, workers) =>
        {
            var groups = (columns + width - 1) / width;
            var taken = new int[rows, groups];
            for (var worker = 0; worker < workers; worker++)
            {
                var (firstRow, endRow, firstGroup, endGroup) = Share.OfGrid(rows, columns, width, worker, workers);
                for (var row = firstRow; row < endRow; row++)
                {
                    for (var group = firstGroup; group < endGroup; group++)
                        taken[row, group]++;
                }
            }

            Assert.All(taken.Cast<int>(), times => Assert.Equal(1, times));
        });

    [Theory]
    [InlineData(27, 64, 32, 2, 27, 1)] // two panels, two workers: no panel is read twice
    [InlineData(172, 171, 32, 2, 86, 6)] // a last panel that is not full would be half a panel too little for one of them
    [InlineData(1000, 32, 32, 4, 250, 1)]
    public void The_grid_has_the_smallest_largest_rectangle(int rows, int columns, int width, int workers, int expectedRows, int expectedGroups)
    {
        var (firstRow, endRow, firstGroup, endGroup) = Share.OfGrid(rows, columns, width, 0, workers);
        Assert.Equal((expectedRows, expectedGroups), (endRow - firstRow, endGroup - firstGroup));
    }
}
