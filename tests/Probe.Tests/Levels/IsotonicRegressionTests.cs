using ButterE.Probe.Levels;
using CsCheck;

namespace ButterE.Probe.Tests.Levels;

public sealed class IsotonicRegressionTests
{
    private static readonly Gen<(double[][] Rows, double Quantile)> Samples =
        Gen.Select(Gen.Double[-10, 10].Array[1, 4].Select(row => row.Order().ToArray()).Array[1, 15], Gen.Double[0.05, 0.6]);

    [Fact]
    public void The_fit_is_monotone() => Samples.Sample((rows, quantile) =>
    {
        var fit = IsotonicRegression.FitQuantile(rows, quantile);
        return fit.Zip(fit.Skip(1)).All(pair => pair.First <= pair.Second);
    });

    [Fact]
    public void Values_in_order_are_kept() =>
        Assert.Equal([1, 2, 3], IsotonicRegression.FitQuantile([[1], [2, 2.5, 9], [3]], 0.15));

    [Fact]
    public void A_single_value_far_off_moves_nothing() =>
        Assert.Equal([1, 1, 1, 1, 4, 4], IsotonicRegression.FitQuantile([[1], [8], [1], [1], [4], [4]], 0.15));

    /// <summary>Dynamic programming over all values that a monotone sequence could take.</summary>
    [Fact]
    public void No_monotone_sequence_has_a_smaller_quantile_loss() => Samples.Sample((rows, quantile) =>
    {
        double Loss(double[] row, double fit) => row.Sum(value => value > fit ? quantile * (value - fit) : (1 - quantile) * (fit - value));
        var candidates = rows.SelectMany(row => row).Order().ToArray();
        var least = new double[candidates.Length];
        foreach (var row in rows)
        {
            var best = double.PositiveInfinity;
            for (var c = 0; c < candidates.Length; c++)
                least[c] = (best = Math.Min(best, least[c])) + Loss(row, candidates[c]);
        }

        var found = rows.Zip(IsotonicRegression.FitQuantile(rows, quantile)).Sum(pair => Loss(pair.First, pair.Second));
        return Math.Abs(found - least.Min()) < 1e-9;
    });
}
