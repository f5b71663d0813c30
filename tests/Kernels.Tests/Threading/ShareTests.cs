using ButterE.Kernels.Threading;
using CsCheck;

namespace ButterE.Kernels.Tests.Threading;

public sealed class ShareTests
{
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
