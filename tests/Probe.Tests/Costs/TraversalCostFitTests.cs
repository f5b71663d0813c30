using ButterE.Probe.Caches;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Tests.Levels;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace ButterE.Probe.Tests.Costs;

public sealed class TraversalCostFitTests
{
    private const double KiB = 1 << 10, MiB = 1 << 20;

    [Fact]
    public void A_line_is_recovered_exactly() => Gen.Select(Gen.Double[1e-9, 1e-6], Gen.Double[1e-12, 1e-9]).Sample((a, m) =>
    {
        double[] bytes = [4096, 8192, 20000, 32768];
        var (fittedA, fittedM) = AffineRegression.Fit(bytes, [.. bytes.Select(s => a + m * s)])!.Value;
        return Math.Abs(fittedA / a - 1) < 1e-4 && Math.Abs(fittedM / m - 1) < 1e-6;
    });

    [Fact]
    public void Two_points_are_no_fit() => Assert.Null(AffineRegression.Fit([1, 2], [1, 2]));

    /// <summary>Costs planted per byte served come back from noisy passes, and the affine slopes agree with them deep inside the levels.</summary>
    [Fact]
    public void Planted_costs_per_level_are_recovered_from_noisy_passes()
    {
        var latency = SyntheticCurve.Latency(
            [1.1, 4, 90], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB), SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, 1 * MiB));
        var caches = LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(64 * MiB), 10, 1)).Levels;
        double[] planted = [2.2e-12, 5e-12, 3e-11];
        const double constant = 4e-9;
        var passes = SyntheticCurve.Visit(
            s => 1e9 * (constant + BytesServed.By(caches, s).Zip(planted).Sum(pair => pair.First * pair.Second)),
            SyntheticCurve.Sizes(64 * MiB, 4), 12, 2);
        var cost = TraversalCostFit.Fit("read", passes, caches, ["L1", "L2", "RAM"], 1, (_, seconds) => seconds);

        Assert.Equal(["L1", "L2", "RAM"], cost.Levels.Select(level => level.Level));
        Assert.All(cost.Levels.Zip(planted), pair => Assert.InRange(pair.First.ServedSecondsPerByte!.Value / pair.Second, 0.95, 1.06));
        Assert.InRange(cost.Levels[0].Seconds!.M / planted[0], 0.93, 1.07);
        Assert.InRange(cost.Levels[2].Seconds!.M / planted[2], 0.93, 1.07);
        Assert.All(cost.Levels, level => Assert.True(level.Seconds!.MLow <= level.Seconds.M && level.Seconds.M <= level.Seconds.MHigh));
        Assert.InRange(cost.ConstantSeconds!.Value / constant, 0.8, 1.2);
        Assert.Equal(12, cost.Points[0].Rounds);
    }

    [Fact]
    public void Bytes_served_add_up_and_move_upwards()
    {
        var latency = SyntheticCurve.Latency([1, 4, 90], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, 32 * KiB),
            SyntheticCurve.Misses(ReplacementPolicy.Random, 16, 1 * MiB, PagePlacement.Scattered));
        var caches = LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(64 * MiB), 10, 1)).Levels;
        Assert.All(SyntheticCurve.Sizes(64 * MiB), s => Assert.Equal(s, BytesServed.By(caches, s).Sum(), s * 1e-12));
        Assert.Equal([8192.0, 0, 0], BytesServed.By(caches, 8192));
        Assert.Equal([0, 0, 64 * MiB], BytesServed.By(caches, 64 * MiB));
    }

    /// <summary>The Karush-Kuhn-Tucker conditions are what makes a point the optimum, whoever found it.</summary>
    [Fact]
    public void The_non_negative_solution_satisfies_the_optimality_conditions() =>
        Gen.Select(Gen.Int[-9, 9].Array[24], Gen.Int[-9, 9].Array[6]).Sample((entries, right) =>
        {
            var a = Matrix<double>.Build.Dense(6, 4, [.. entries.Select(e => (double)e)]);
            var b = Vector<double>.Build.Dense([.. right.Select(e => (double)e)]);
            var x = NonNegativeLeastSquares.Solve(a, b);
            var gradient = a.Transpose() * (a * Vector<double>.Build.Dense(x) - b);
            return x.Zip(gradient).All(pair => pair.First >= 0 && (pair.First > 0 ? Math.Abs(pair.Second) < 1e-7 : pair.Second > -1e-7));
        }, iter: 200);
}
