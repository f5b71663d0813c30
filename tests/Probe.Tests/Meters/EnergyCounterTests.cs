using ButterE.Probe.Meters;
using CsCheck;

namespace ButterE.Probe.Tests.Meters;

public sealed class EnergyCounterTests
{
    private const double Maximum = 262143328850;
    private const double Period = Maximum * 4294967296.0 / 4294967295.0;

    [Fact]
    public void Any_power_trace_polled_often_enough_is_summed_across_every_wrap()
    {
        // Ground truth: the energy itself; the counter shows it modulo its period, in whole microjoules.
        Gen.Select(Gen.Double[0, Maximum], Gen.Double[1, 900].Array[1, 200]).Sample((start, watts) =>
        {
            var counter = new EnergyCounter(Maximum, 1000);
            var (energy, seconds) = (start, 0.0);
            counter.Sample(Math.Floor(energy % Period), seconds, isEdge: true);
            foreach (var power in watts)
            {
                seconds += counter.PollSeconds;
                energy += power * counter.PollSeconds * 1e6;
                counter.Sample(Math.Floor(energy % Period), seconds, isEdge: false);
            }

            Assert.Equal((energy - start) * 1e-6, counter.Joules!.Value, 1e-3);
            Assert.Equal(energy >= Period, counter.Events.HasFlag(MeterEvents.Wrapped));
        });
    }

    [Fact]
    public void The_wrap_recorded_on_a_real_register_width_counts_one_tick_more_than_the_maximum()
    {
        var counter = new EnergyCounter(Maximum, 1000);
        counter.Sample(Maximum, 0, isEdge: true);
        counter.Sample(0, 0.001, isEdge: true);
        Assert.Equal(Math.Pow(2, -14), counter.Joules!.Value, 1e-8);
    }

    [Fact]
    public void A_gap_that_could_hide_a_whole_period_spoils_the_sum()
    {
        var counter = new EnergyCounter(Maximum, 200);
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(1e6, 1400, isEdge: true);
        Assert.Null(counter.Joules);
        Assert.Equal(MeterEvents.GapTooLong, counter.Events);
    }

    [Fact]
    public void A_step_back_that_no_power_explains_is_a_reset_and_not_a_wrap()
    {
        var counter = new EnergyCounter(Maximum, 200);
        counter.Sample(1e9, 0, isEdge: true);
        counter.Sample(1e6, 1, isEdge: true);
        Assert.Null(counter.Joules);
        Assert.Equal(MeterEvents.CounterReset, counter.Events);
    }

    [Fact]
    public void A_step_back_without_a_known_period_spoils_the_sum()
    {
        var counter = new EnergyCounter(null, 200);
        counter.Sample(1e9, 0, isEdge: true);
        counter.Sample(1e9 + 5e6, 1, isEdge: true);
        Assert.Equal(5, counter.Joules!.Value, 1e-9);
        counter.Sample(0, 2, isEdge: true);
        Assert.Null(counter.Joules);
    }

    [Fact]
    public void A_missing_sample_in_between_costs_no_energy_and_one_at_the_edge_costs_all()
    {
        var counter = new EnergyCounter(Maximum, 200);
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(null, 1, isEdge: false);
        counter.Sample(40e6, 2, isEdge: true);
        Assert.Equal(40, counter.Joules!.Value, 1e-9);
        Assert.Equal(MeterEvents.MissedSample, counter.Events);
        counter.Sample(null, 3, isEdge: true);
        Assert.Null(counter.Joules);
    }

    [Fact]
    public void A_counter_that_never_moves_measures_nothing()
    {
        var counter = new EnergyCounter(Maximum, 200);
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(0, 1, isEdge: true);
        Assert.Null(counter.Joules);
        Assert.Equal(MeterEvents.Stuck, counter.Events);
    }
}
