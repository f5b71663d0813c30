using ButterE.Engine.Data;
using ButterE.Engine.Networks;

namespace ButterE.Engine.Tests.Networks;

public sealed class NetworkSolverTests
{
    // Networks printed in the paper's notebooks and figures, and computed by an independent routine (201_pol, pollen, sleep and
    // connect_4 confirmed by the former).
    [Theory]
    [InlineData("201_pol", "rectangle", 2, 128, "3,11", 125)]
    [InlineData("201_pol", "rectangle", 5, 65_536, "141,141,141,141,11", 65_435)]
    [InlineData("201_pol", "rectangle", 5, 16_777_216, "2358,2358,2358,2358,11", 16_777_181)]
    [InlineData("529_pollen", "rectangle", 3, 32, "3,3,1", 31)]
    [InlineData("529_pollen", "rectangle_residual", 3, 512, "19,19,1", 495)]
    [InlineData("connect_4", "trapezoid", 4, 128, "1,2,2,3", 146)]
    [InlineData("connect_4", "trapezoid", 4, 16_777_216, "4271,2848,1426,3", 16_776_028)]
    [InlineData("sleep", "exponential", 8, 1_024, "6,6,6,6,5,5,5,5", 1_103)]
    [InlineData("sleep", "exponential", 8, 524_288, "805,390,188,91,44,21,10,5", 524_625)]
    [InlineData("mnist", "rectangle", 6, 2_048, "3,3,3,3,3,10", 2_443)]
    [InlineData("adult", "wide_first_2x", 5, 4_096, "34,17,17,17,1", 4_013)]
    [InlineData("splice", "wide_first_8x", 4, 32_768, "108,14,14,3", 32_885)]
    [InlineData("294_satellite_image", "wide_first_16x", 3, 16_777_216, "16087,1005,6", 16_769_695)]
    [InlineData("537_houses", "trapezoid", 20, 8_192, "34,32,31,29,27,25,24,22,20,18,17,15,13,11,10,8,6,4,3,1", 8_163)]
    [InlineData("banana", "exponential", 6, 512, "23,12,7,4,2,1", 493)]
    [InlineData("529_pollen", "wide_first_16x", 5, 64, "10,1,1,1,1", 67)]
    [InlineData("529_pollen", "wide_first_2x", 3, 64, "7,4,1", 72)]
    [InlineData("505_tecator", "rectangle", 2, 1_024, "8,1", 1_009)]
    public void A_published_network_is_found_again(string dataset, string shape, int depth, long size, string widths, long parameters)
    {
        var network = Solve(DatasetRegistry.Find(dataset)!, shape, depth, size);
        Assert.Equal(widths, string.Join(',', network.Widths));
        Assert.Equal(parameters, network.Parameters);
    }

    [Fact]
    public void The_planned_grid_has_25_685_conformant_networks_of_29_120()
    {
        int[] depths = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20];
        var conformant = DatasetRegistry.All.ToDictionary(d => d.Name, dataset =>
            (from shape in ShapeName.All
             from depth in depths
             from power in Enumerable.Range(5, 20)
             select NetworkSolver.IsConformant(Solve(dataset, shape, depth, 1L << power), 1L << power)).ToList());

        Assert.Equal(29_120, conformant.Values.Sum(list => list.Count));
        Assert.Equal(
            "201_pol 1979, 294_satellite_image 2014, 505_tecator 1977, 529_pollen 2175, 537_houses 2169, adult 1935, banana 2174, connect_4 1938, "
            + "mnist 1576, nursery 2058, sleep 1819, splice 1788, wine_quality_white 2083",
            string.Join(", ", conformant.Select(p => $"{p.Key} {p.Value.Count(ok => ok)}")));
        Assert.Equal(25_685, conformant.Values.Sum(list => list.Count(ok => ok)));
    }

    [Fact]
    public void A_size_off_by_more_than_a_fifth_is_rejected()
    {
        Assert.False(NetworkSolver.IsConformant(new Network(810, [1, 1]), 1_024));
        Assert.True(NetworkSolver.IsConformant(Solve(DatasetRegistry.Find("mnist")!, "rectangle", 6, 2_048), 2_048));
    }

    [Fact]
    public void Residual_networks_skip_every_hidden_layer_but_the_first()
    {
        var network = Solve(DatasetRegistry.Find("529_pollen")!, "rectangle_residual", 5, 512);
        Assert.Equal([false, true, true, true, false], Enumerable.Range(0, 5).Select(network.HasSkip));
    }

    [Theory]
    [InlineData(0, 1, 2, 10)]
    [InlineData(1, 0, 2, 10)]
    [InlineData(1, 1, 1, 10)]
    [InlineData(1, 1, 2, 0)]
    public void Arguments_below_their_minimum_are_refused(int inputs, int outputs, int depth, long size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkSolver.Solve(Shape.Rectangle, inputs, outputs, depth, size));

    private static Network Solve(DatasetDescription dataset, string shape, int depth, long size)
    {
        Assert.True(ShapeName.TryParse(shape, out var parsed));
        return NetworkSolver.Solve(parsed, dataset.Inputs, dataset.Outputs, depth, size);
    }
}
