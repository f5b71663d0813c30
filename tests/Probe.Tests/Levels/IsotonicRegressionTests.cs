using ButterE.Probe.Levels;
using CsCheck;

namespace ButterE.Probe.Tests.Levels;

public sealed class IsotonicRegressionTests
{
    private static readonly Gen<double[]> Sequences = Gen.Double[-10, 10].Array[1, 40];

    [Fact]
    public void The_fit_is_monotone_and_keeps_the_mean() => Sequences.Sample(values =>
    {
        var fit = IsotonicRegression.Fit(values);
        return fit.Zip(fit.Skip(1)).All(pair => pair.First <= pair.Second) && Math.Abs(fit.Average() - values.Average()) < 1e-9;
    });

    [Fact]
    public void Fitting_twice_changes_nothing() => Sequences.Sample(values =>
    {
        var fit = IsotonicRegression.Fit(values);
        return IsotonicRegression.Fit(fit).Zip(fit).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
    });

    /// <summary>
    /// The min-max formula: fit[i] is the largest over a ≤ i of the least over b ≥ i of the mean of values[a..b] (Barlow et al. 1972).
    /// </summary>
    [Fact]
    public void The_fit_equals_the_min_max_formula() => Sequences.Sample(values =>
    {
        var fit = IsotonicRegression.Fit(values);
        return Enumerable.Range(0, values.Length).All(i => Math.Abs(fit[i]
            - Enumerable.Range(0, i + 1).Max(a => Enumerable.Range(i, values.Length - i).Min(b => values[a..(b + 1)].Average()))) < 1e-9);
    });
}
