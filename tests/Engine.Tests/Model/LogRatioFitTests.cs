using ButterE.Engine.Model;
using CsCheck;

namespace ButterE.Engine.Tests.Model;

public sealed class LogRatioFitTests
{
    [Fact]
    public void Every_start_reaches_the_same_optimum()
    {
        var (rows, measured) = NoisyRows(seed: 3, runs: 300, columns: 9, noise: 0.3);
        var fit = new LogRatioFit(rows, measured);
        var expected = fit.Minimise();
        var optimum = Objective(rows, measured, expected);
        Gen.Double[-6, 6].Array[9].Sample(exponents =>
        {
            var reached = fit.Minimise([.. exponents.Select((exponent, j) => Math.Pow(10, exponent))]);
            Assert.Equal(optimum, Objective(rows, measured, reached), 1e-12 * optimum);
            for (var j = 0; j < expected.Length; j++)
                Assert.Equal(expected[j], reached[j], 1e-6 * (expected[j] + 1e-3));
        }, iter: 200);
    }

    [Fact]
    public void No_small_change_within_bounds_lowers_the_objective()
    {
        var (rows, measured) = NoisyRows(seed: 4, runs: 120, columns: 7, noise: 0.5);
        var found = new LogRatioFit(rows, measured).Minimise();
        var optimum = Objective(rows, measured, found);
        Assert.Contains(0.0, found);
        for (var j = 0; j < found.Length; j++)
        {
            foreach (var change in new[] { -1e-3, -1e-5, 1e-5, 1e-3 })
            {
                var moved = found.ToArray();
                moved[j] = Math.Max(0, moved[j] + change);
                Assert.True(Objective(rows, measured, moved) >= optimum);
            }
        }
    }

    [Fact]
    public void Rows_counted_twice_weigh_as_rows_written_twice()
    {
        var (rows, measured) = NoisyRows(seed: 5, runs: 60, columns: 4, noise: 0.2);
        var weights = Enumerable.Range(0, 60).Select(i => i % 3).ToArray();
        var indices = Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat(i, weights[i])).ToArray();
        var written = new LogRatioFit([.. indices.Select(i => rows[i])], [.. indices.Select(i => measured[i])]).Minimise();
        var counted = new LogRatioFit(rows, measured).Minimise(weights, null);
        for (var j = 0; j < written.Length; j++)
            Assert.Equal(written[j], counted[j], 1e-9);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.05)]
    public void The_gradient_is_that_of_finite_differences(double robustScale)
    {
        var (rows, measured) = NoisyRows(seed: 6, runs: 80, columns: 5, noise: 0.4);
        var fit = new LogRatioFit(rows, measured, robustScale);
        Gen.Double[0.1, 10].Array[5].Sample(at =>
        {
            var gradient = fit.GradientAt(at);
            for (var j = 0; j < at.Length; j++)
            {
                double step = 1e-5 * at[j], above = Moved(step), below = Moved(-step);
                Assert.Equal((above - below) / (2 * step), gradient[j], 1e-5 * gradient.Max(Math.Abs) + 1e-8);

                double Moved(double by) => fit.HalfObjective([.. at.Select((value, i) => i == j ? value + by : value)]);
            }
        }, iter: 50);
    }

    [Fact]
    public void With_a_scale_one_wild_run_does_not_pull_the_others_along()
    {
        double[][] rows = [.. Enumerable.Repeat(new double[] { 1 }, 21)];
        double[] measured = [.. Enumerable.Repeat(2.0, 20), 2000];
        Assert.True(new LogRatioFit(rows, measured).Minimise()[0] > 2.5);
        Assert.Equal(2, new LogRatioFit(rows, measured, 0.01).Minimise()[0], 0.01);
    }

    [Fact]
    public void Over_and_under_estimates_by_the_same_factor_weigh_the_same()
    {
        // One constant term: the optimum is the geometric mean, in closed form.
        var found = new LogRatioFit([[1], [1], [1]], [1, 10, 1000]).Minimise();
        Assert.Equal(Math.Pow(10, 4.0 / 3), found[0], 1e-9);
    }

    private static (double[][] Rows, double[] Measured) NoisyRows(int seed, int runs, int columns, double noise)
    {
        // Every other planted coefficient is zero, so that some bounds are active.
        var random = new Random(seed);
        var rows = Enumerable.Range(0, runs)
            .Select(_ => Enumerable.Range(0, columns).Select(_ => Math.Exp(3 * random.NextDouble())).ToArray()).ToArray();
        var measured = rows.Select(row => row.Where((_, j) => j % 2 == 0).Sum() * Math.Exp(noise * (2 * random.NextDouble() - 1))).ToArray();
        return (rows, measured);
    }

    private static double Objective(double[][] rows, double[] measured, double[] k) =>
        rows.Select((row, i) => Math.Log(row.Zip(k, (count, cost) => count * cost).Sum() / measured[i])).Sum(residual => residual * residual);
}
