using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Counters;

namespace ButterE.Probe.Tests.Meters.Counters;

public sealed class CoarseCounterTests
{
    // Cray's pm_counters: whole joules, ten updates a second. A memory that draws 0.8 W moves them every 1.25 s.
    private static readonly CounterTraits WholeJoules = new(PeriodJoules: null, MaximumWatts: 20_000, UpdateSeconds: 0.1, TickJoules: 1);

    [Fact]
    public void A_counter_of_whole_joules_under_a_small_power_is_not_stuck()
    {
        var counter = new EnergyCounter(WholeJoules);
        for (var i = 0; i <= 80; i++)
            counter.Sample(Math.Floor(0.8 * i * 0.125), i * 0.125, isEdge: i is 0 or 80);
        Assert.Equal(MeterEvents.None, counter.Events);
        Assert.Equal(8, counter.Joules);
    }

    [Fact]
    public void A_counter_of_whole_joules_that_stands_still_for_longer_is_stuck()
    {
        var counter = new EnergyCounter(WholeJoules);
        counter.Sample(5, 0, isEdge: true);
        counter.Sample(5, 3, isEdge: true);
        Assert.Equal(MeterEvents.Stuck, counter.Events);
        Assert.Null(counter.Joules);
    }
}
