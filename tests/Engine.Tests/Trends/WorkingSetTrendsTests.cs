using ButterE.Engine.Trends;

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
