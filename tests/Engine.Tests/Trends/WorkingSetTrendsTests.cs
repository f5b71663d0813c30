using System.Globalization;
using ButterE.Engine.Model;
using ButterE.Engine.Trends;
using ButterE.Probe.Profile;
using ButterE.Tests.Shared;

namespace ButterE.Engine.Tests.Trends;

public sealed class WorkingSetTrendsTests
{
    [Fact]
    public void Windows_of_fewer_than_a_hundred_experiments_give_no_point() =>
        Assert.Empty(WorkingSetTrends.Smooth(Enumerable.Repeat((1024.0, 1.0), WorkingSetTrends.FewestInWindow - 1)));

    [Fact]
    public void A_window_reaches_half_an_octave_to_either_side_in_steps_of_a_hundredth()
    {
        var points = WorkingSetTrends.Smooth(Enumerable.Repeat((1024.0, 3.0), 100).Append((4096.0, 9.0)));
        Assert.Equal(Math.Pow(2, 10), points[0].X, 1e-6);
        Assert.Equal(Math.Pow(2, 10.5), points[^1].X, 1e-6);
        Assert.Equal(51, points.Count);
        Assert.All(points, point => Assert.Equal(3, point.Cost.Median, 1e-12));
    }

    [SharedDataFact("data/butter_e_runs_sample.csv")]
    public void Over_large_passes_the_windows_of_figure_4_follow_the_medians_of_figure_3b()
    {
        // The sizes of the campaign are an octave apart, and beyond the inter-layer sets a forward pass occupies its 4 bytes a parameter: the window
        // about 4 P holds the networks of size P alone, whose medians figure 3b draws. The sample has some forty of them for each size.
        Dictionary<string, double> overheads = new() { ["cpu"] = 14_028.665573, ["gpu"] = 271_560.240048 };
        var runs = CampaignRuns.Read([Path.Combine(Repository.Shared!, "data/butter_e_runs_sample.csv")], CostTarget.Energy, overheads);
        var hardware = new[] { "cpu", "gpu" }.ToDictionary(device => device, device => HardwarePresets.Find("eagle-" + device)!);
        var curves = WorkingSetTrends.Of(runs, hardware, fewest: 15).Single(figure => figure.Id == "fig4f").Trends;
        foreach (var device in hardware.Keys)
        {
            var points = curves.Single(trend => trend.Device == device).Points;
            var distances = File.ReadLines(Path.Combine(Repository.Shared!, "data/fig3b_ntp.csv")).Select(line => line.Split(','))
                .Where(cells => cells[0] == device + "_median")
                .Select(cells => (Size: Number(cells[1]), Cost: Number(cells[2]))).Where(drawn => drawn.Size is > 1e5 and < 1e7)
                .Select(drawn => Math.Abs(Math.Log(points.MinBy(point => Math.Abs(Math.Log(point.X / (4 * drawn.Size))))!.Cost.Median / drawn.Cost)))
                .ToArray();
            Assert.Equal(7, distances.Length);
            // Single runs scatter, and the moving mean flattens where the curve bends.
            Assert.InRange(distances.Average(), 0, device == "gpu" ? 0.08 : 0.2);
        }

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_curve_is_the_moving_mean_of_the_windows_logarithms()
    {
        // A step of the cost at 2^11: the window median jumps where more than half of the window is beyond it.
        var points = WorkingSetTrends.Smooth(Enumerable.Range(0, 4000).Select(i => (Math.Pow(2, 10 + i / 1000.0), i < 1000 ? 1.0 : 100.0)));
        Assert.Equal(10, At(11), 0.3);
        Assert.Equal(1, At(10.2), 1e-9);
        Assert.Equal(100, At(11.8), 1e-6);

        double At(double x) => points.MinBy(point => Math.Abs(Math.Log2(point.X) - x))!.Cost.Median;
    }
}
