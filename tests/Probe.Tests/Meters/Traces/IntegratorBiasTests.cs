using ButterE.Probe.Meters.Traces;
using Xunit.Abstractions;

namespace ButterE.Probe.Tests.Meters.Traces;

/// <summary>
/// What sampling costs: a node that goes from idle to load and back, with 3 W of noise in a sample, seen at every phase of the sampling. The
/// expected values are the table of the metering reference, section 3.3 (800 random phases); these are 4,000 evenly spread ones.
/// </summary>
public sealed class IntegratorBiasTests(ITestOutputHelper output)
{
    private const int Phases = 4000;
    private const double NoiseWatts = 3;

    [Theory]
    [InlineData(220, 327, 60, 53, -16.6, 9.6, -9.7, 2.3, 0.9)]
    [InlineData(220, 327, 60, 120, -8.3, 4.7, -5.5, 1.3, 0.7)]
    [InlineData(220, 327, 60, 656, -1.5, 0.9, -1.0, 0.6, 0.3)]
    [InlineData(220, 327, 60, 1800, -0.6, 0.4, -0.4, 0.2, 0.2)]
    [InlineData(220, 327, 1, 53, -0.31, 0.21, -0.22, 0.14, 0.12)]
    [InlineData(374, 422, 60, 53, -5.8, double.NaN, double.NaN, double.NaN, double.NaN)]
    [InlineData(374, 422, 60, 656, -0.5, double.NaN, double.NaN, double.NaN, double.NaN)]
    public void The_published_biases_come_out(
        double idle, double load, double period, double length, double notebook, double notebookSpread, double linear, double linearSpread,
            double insideSpread)
    {
        var random = new Random(7);
        var errors = new List<double>[3];
        for (var way = 0; way < 3; way++)
            errors[way] = [];
        for (var i = 0; i < Phases; i++)
        {
            var samples = Samples(random, idle, load, period, length, phase: period * (i + 0.5) / Phases);
            double?[] energies = [PowerIntegration.Notebook(samples, 0, length, period), PowerIntegration.Linear(samples, 0, length),
                PowerIntegration.InsideMean(samples, 0, length, least: 1)];
            // A run without a sample inside has no energy by the first and the last way, and is left out of all.
            for (var way = 0; way < 3 && energies[2] is not null; way++)
                errors[way].Add(100 * (energies[way]!.Value / (load * length) - 1));
        }

        var (means, spreads) = (errors.Select(e => e.Average()).ToArray(), errors.Select(Spread).ToArray());
        output.WriteLine($"notebook {means[0]:0.00} ± {spreads[0]:0.00}, linear {means[1]:0.00} ± {spreads[1]:0.00}, inside {means[2]:0.00} ± {spreads[2]:0.00}");
        // The table is rounded, and its phases were drawn: a standard error of 9.6 / sqrt(800).
        AssertNear(notebook, means[0], 0.06 + (double.IsNaN(notebookSpread) ? 0.2 : 3 * notebookSpread / Math.Sqrt(800)));
        AssertNear(linear, means[1], 0.06 + 3 * linearSpread / Math.Sqrt(800));
        AssertNear(0, means[2], 0.1);
        AssertNear(notebookSpread, spreads[0], 0.1 * notebookSpread + 0.05);
        AssertNear(linearSpread, spreads[1], 0.15 * linearSpread + 0.1);
        AssertNear(insideSpread, spreads[2], 0.1 * insideSpread + 0.06);
    }

    private static PowerSample[] Samples(Random random, double idle, double load, double period, double length, double phase)
    {
        var samples = new List<PowerSample>();
        for (var time = phase - 2 * period; time < length + 2 * period; time += period)
            samples.Add(new PowerSample(time, (time >= 0 && time <= length ? load : idle) + NoiseWatts * Normal(random)));
        return [.. samples];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Spread(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static void AssertNear(double expected, double actual, double tolerance)
    {
        if (!double.IsNaN(expected))
            Assert.True(Math.Abs(expected - actual) <= tolerance, $"{actual:0.000} instead of {expected:0.000} ± {tolerance:0.000}");
    }
}
