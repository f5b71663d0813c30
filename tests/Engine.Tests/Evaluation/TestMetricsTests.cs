using ButterE.Engine.Evaluation;

namespace ButterE.Engine.Tests.Evaluation;

public sealed class TestMetricsTests
{
    [Fact]
    public void A_class_is_found_where_its_output_is_largest() =>
        Assert.Equal(0.5, TestMetrics.OfClasses([-1, 2, 0, 3, 2, 1], [0, 1, 0, 0, 0, 1], units: 3).Accuracy);

    [Fact]
    public void Of_one_output_a_value_above_zero_is_the_second_class() =>
        Assert.Equal(0.75, TestMetrics.OfClasses([-1, 2, 0.5f, -3], [0, 1, 0, 0], units: 1).Accuracy);

    [Fact]
    public void The_variance_of_each_output_is_about_its_own_mean()
    {
        // Means 1 and 10; squares 1 + 1 and 4 + 4 over four values: a variance of 2.5.
        var metrics = TestMetrics.OfNumbers(loss: 0.5, [0, 8, 2, 12], units: 2);
        Assert.Equal((Math.Sqrt(0.5), 0.8), (metrics.RootMeanSquaredError!.Value, metrics.RSquared!.Value));
    }

    [Fact]
    public void Nothing_is_explained_where_nothing_varies() => Assert.Null(TestMetrics.OfNumbers(loss: 0.5, [3, 3, 3], units: 1).RSquared);
}
