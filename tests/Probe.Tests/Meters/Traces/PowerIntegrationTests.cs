using ButterE.Probe.Meters.Traces;
using CsCheck;

namespace ButterE.Probe.Tests.Meters.Traces;

public sealed class PowerIntegrationTests
{
    // What NREL's notebook computes: watts[first-1]*(t[first]-start) + 60*sum(watts[first:last]) + watts[last]*(end-t[last]).
    [Fact]
    public void Notebook_gives_the_bits_of_the_published_formula()
    {
        PowerSample[] samples = [new(0, 220), new(60, 300), new(120, 310), new(180, 320), new(240, 220)];
        Assert.Equal(BitConverter.DoubleToInt64Bits(220 * (60 - 33.7) + (300 + 310) * 60.0
            + 320 * (201.3 - 180)), BitConverter.DoubleToInt64Bits(PowerIntegration.Notebook(samples, 33.7, 201.3)!.Value));
    }

    [Fact]
    public void Whole_watts_give_the_same_bits_as_integers_would() =>
        Gen.Select(Gen.Int[1, 2000].Array[4, 60], Gen.Double[0, 59.9], Gen.Double[0, 59.9]).Sample((watts, from, to) =>
        {
            var samples = watts.Select((w, i) => new PowerSample(60.0 * i, w)).ToArray();
            var (start, end) = (60 + from, 60 * (watts.Length - 2) + to);
            var (first, last) = (from == 0 ? 1 : 2, watts.Length - 2);
            if (first > last)
                return;
            long sum = 0;
            for (var i = first; i < last; i++)
                sum += watts[i];
            var expected = watts[first - 1] * (60.0 * first - start) + sum * 60.0 + watts[last] * (end - 60.0 * last);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(PowerIntegration.Notebook(samples, start,
                end)!.Value));
        });

    // NREL's row before row 0 is the last row of the file; there is none here.
    [Fact]
    public void Notebook_knows_nothing_without_a_sample_before_the_start() =>
        Assert.Null(PowerIntegration.Notebook([new(60, 300), new(120, 300)], 30, 130));

    // At the very start the row before has a weight of 0, whatever it is: NREL's last row gives the same bits.
    [Fact]
    public void Notebook_needs_no_sample_before_one_at_the_very_start() => Assert.Equal(
        BitConverter.DoubleToInt64Bits(220 * (60.0 - 60) + 300 * 60.0 + 310 * (130.0 - 120)),
        BitConverter.DoubleToInt64Bits(PowerIntegration.Notebook([new(60, 300), new(120, 310), new(180, 220)], 60, 130)!.Value));

    [Fact]
    public void All_three_agree_on_a_constant_power() =>
        Gen.Select(Gen.Double[1, 1000], Gen.Double[61, 300], Gen.Double[130, 900]).Sample((watts, start, length) =>
        {
            var samples = Enumerable.Range(0, 30).Select(i => new PowerSample(60 * i, watts)).ToArray();
            var end = start + length;
            foreach (var energy in new[] { PowerIntegration.Notebook(samples, start, end), PowerIntegration.Linear(samples, start, end),
                PowerIntegration.InsideMean(samples, start, end) })
                Assert.Equal(watts * length, energy!.Value, watts * length * 1e-12);
        });

    [Fact]
    public void Linear_is_exact_for_a_power_that_rises_steadily() =>
        Gen.Select(Gen.Double[0, 100], Gen.Double[1, 500]).Sample((start, length) =>
        {
            var samples = Enumerable.Range(0, 70).Select(i => new PowerSample(10 * i, 100 + 3 * 10 * i)).ToArray();
            var end = start + length;
            Assert.Equal(100 * length + 1.5 * (end * end - start * start), PowerIntegration.Linear(samples, start, end)!.Value, 1e-6);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_mean_of_fewer_than_two_samples_is_refused(int inside)
    {
        var samples = Enumerable.Range(0, inside).Select(i => new PowerSample(5 + i, 100)).ToArray();
        Assert.Null(PowerIntegration.InsideMean(samples, 0, 10));
    }
}
