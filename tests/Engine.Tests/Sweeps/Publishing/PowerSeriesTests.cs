using ButterE.Engine.Sweeps.Publishing;
using CsCheck;

namespace ButterE.Engine.Tests.Sweeps.Publishing;

public sealed class PowerSeriesTests
{
    [Fact]
    public void Without_energies_of_epochs_one_power_holds()
    {
        Assert.Equal([10, 10, 10], PowerSeries.Of(150, 1500, [150], null));
    }

    [Fact]
    public void With_them_each_minute_has_the_mean_power_of_what_falls_into_it()
    {
        // 90 s of 10 W, then 30 s of 40 W.
        Assert.Equal([10, 25], PowerSeries.Of(120, 2100, [90, 30], [900, 1200]));
    }

    [Fact]
    public void A_run_of_whole_minutes_has_no_reading_at_its_end()
    {
        Assert.Equal(2, PowerSeries.Of(120, 1, [120], null).Length);
        Assert.Single(PowerSeries.Of(0.001, 1, [0.001], null));
    }

    [Fact]
    public void Held_until_the_next_the_readings_give_the_energy_of_the_run()
    {
        Gen.Select(Gen.Select(Gen.Double[1e-6, 200], Gen.Double[0, 1e5]).Array[1, 20], Gen.Double[0.01, 2], Gen.Double[0.5, 1e6])
            .Where(run => run.Item1.Sum(epoch => epoch.Item1) > 1e-3)
            .Sample(run =>
            {
                var (epochs, stretch, joules) = run;
                var seconds = epochs.Sum(epoch => epoch.Item1) * stretch;
                var watts = PowerSeries.Of(seconds, joules, [.. epochs.Select(epoch => epoch.Item1)], [.. epochs.Select(epoch => epoch.Item2)]);
                var energy = watts.Select((power, minute) => power * Math.Min(60, seconds - minute * 60)).Sum();
                Assert.InRange(energy / joules, 1 - 1e-9, 1 + 1e-9);
            });
    }
}
