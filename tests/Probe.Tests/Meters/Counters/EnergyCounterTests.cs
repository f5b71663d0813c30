using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Counters;
using CsCheck;

namespace ButterE.Probe.Tests.Meters.Counters;

public sealed class EnergyCounterTests
{
    private const double Maximum = 262143.328850;
    private const double Period = Maximum * 4294967296.0 / 4294967295.0;

    private static EnergyCounter Counter(double? period = Period, double watts = 200) =>
        new(new CounterTraits(period, watts, UpdateSeconds: 0.001, TickJoules: 1e-6));

    [Fact]
    public void Any_power_trace_polled_often_enough_is_summed_across_every_wrap()
    {
        // Ground truth: the energy itself; the counter shows it modulo its period, in whole microjoules.
        Gen.Select(Gen.Double[0, Maximum], Gen.Double[1, 900].Array[1, 200], Gen.Double[1, 60]).Sample((start, watts, step) =>
        {
            var counter = Counter(watts: 1000);
            var (energy, seconds) = (start, 0.0);
            counter.Sample(Shown(energy), seconds, isEdge: true);
            foreach (var power in watts)
            {
                seconds += step;
                energy += power * step;
                counter.Sample(Shown(energy), seconds, isEdge: false);
            }

            Assert.Equal(energy - start, counter.Joules!.Value, 1e-3);
            Assert.Equal(energy >= Period, counter.Events.HasFlag(MeterEvents.Wrapped));
        });
    }

    [Fact]
    public void The_intervals_between_cuts_add_up_to_the_whole()
    {
        Gen.Select(Gen.Double[1, 900].Array[1, 100], Gen.Int[1, 9]).Sample((watts, every) =>
        {
            var (whole, parts) = (Counter(watts: 1000), Counter(watts: 1000));
            var (energy, sum) = (0.0, 0.0);
            foreach (var counter in new[] { whole, parts })
                counter.Sample(0, 0, isEdge: true);
            for (var i = 0; i < watts.Length; i++)
            {
                energy += watts[i];
                foreach (var counter in new[] { whole, parts })
                    counter.Sample(Shown(energy), i + 1, isEdge: true);
                if (i % every == 0 || i == watts.Length - 1)
                {
                    sum += parts.Joules!.Value;
                    parts.Cut();
                }
            }

            Assert.Equal(whole.Joules!.Value, sum, 1e-6);
        });
    }

    [Fact]
    public void The_wrap_of_a_32_bit_register_counts_one_tick_more_than_the_maximum()
    {
        var counter = Counter(watts: 1000);
        counter.Sample(Maximum, 0, isEdge: true);
        counter.Sample(0, 0.001, isEdge: true);
        Assert.Equal(Math.Pow(2, -14), counter.Joules!.Value, 1e-8);
    }

    // metering.md section 2, row 2.
    [Fact]
    public void A_gap_that_could_hide_a_whole_period_spoils_the_sum()
    {
        var counter = Counter();
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(1, 1400, isEdge: true);
        Assert.Null(counter.Joules);
        Assert.Equal(MeterEvents.GapTooLong, counter.Events);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1000, 100_000)]
    public void A_step_that_no_power_explains_is_a_reset(double from, double to)
    {
        var counter = Counter();
        counter.Sample(from, 0, isEdge: true);
        counter.Sample(to, 1, isEdge: true);
        Assert.Null(counter.Joules);
        Assert.True(counter.Events.HasFlag(MeterEvents.CounterReset));
    }

    [Fact]
    public void A_reset_near_the_end_of_the_range_is_no_wrap_unless_the_power_seen_before_explains_one()
    {
        Gen.Select(Gen.Double[10, 190], Gen.Double[0, 1000], Gen.Double[0.05, 1], Gen.Double[0.1, 1]).Sample((watts, short_, gap, share) =>
        {
            var counter = Counter();
            var (value, seconds) = (Period - short_ - 10 * watts, 0.0);
            for (; seconds < 10; seconds++, value += watts)
                counter.Sample(value, seconds, isEdge: false);
            counter.Sample(Period - short_, seconds, isEdge: true);
            // Part of the gap was counted before the reset and is lost with it.
            counter.Sample(watts * gap * share, seconds + gap, isEdge: true);
            var (given, truth) = (counter.Joules, watts * (10 + gap));
            var largest = 2 * watts * (gap + 0.02);
            if (given is not null && !counter.Events.HasFlag(MeterEvents.WrapSuspect))
                Assert.InRange(given.Value - truth, -watts * gap, largest);
            else if (given is not null)
                Assert.True(counter.SuspectUncertainty * Math.Sqrt(12) >= given.Value - truth - 1e-6 && short_ <= 200 * (gap + 0.02));
            else
                Assert.True(counter.Events.HasFlag(MeterEvents.CounterReset) && short_ + watts * gap * share > largest - watts * 0.04);
        });
    }

    [Fact]
    public void A_wrap_that_needs_more_power_than_was_seen_is_kept_as_suspect_and_its_uncertainty_covers_a_reset()
    {
        var counter = Counter();
        counter.Sample(Period - 35, 0, isEdge: true);
        counter.Sample(Period - 15, 1, isEdge: true);
        // 20 W before; a wrap needs 95 W, of a part rated for 200 W.
        counter.Sample(80, 2, isEdge: true);
        Assert.Equal((115.0, MeterEvents.Wrapped | MeterEvents.WrapSuspect), (Math.Round(counter.Joules!.Value, 9), counter.Events));
        Assert.Equal(15 / Math.Sqrt(12), counter.SuspectUncertainty, 1e-9);
        counter.Cut();
        Assert.Equal(0, counter.SuspectUncertainty);
    }

    [Fact]
    public void What_a_counter_catches_up_with_after_standing_still_is_no_power_that_was_seen()
    {
        var counter = Counter();
        counter.Sample(Period - 400, 0, isEdge: true);
        counter.Sample(Period - 300, 1, isEdge: true);
        counter.Sample(Period - 300, 3, isEdge: false);
        // 250 J at once after 2.5 s, of a part that draws 100 W.
        counter.Sample(Period - 50, 3.5, isEdge: true);
        counter.Cut();
        counter.Sample(40, 3.7, isEdge: true);
        Assert.Equal((null, MeterEvents.CounterReset | MeterEvents.Implausible), (counter.Joules, counter.Events));
    }

    [Theory]
    [InlineData(380, MeterEvents.CounterReset | MeterEvents.Implausible)]
    [InlineData(900, MeterEvents.CounterReset)]
    public void A_wrap_beyond_the_rated_power_and_what_was_seen_is_a_reset(double needed, MeterEvents expected)
    {
        var counter = Counter();
        counter.Sample(Period - needed - 100, 0, isEdge: true);
        counter.Sample(Period - needed, 1, isEdge: true);
        counter.Sample(0, 2, isEdge: true);
        Assert.Equal((null, expected), (counter.Joules, counter.Events));
    }

    [Fact]
    public void Near_both_ends_of_its_range_a_counter_is_sampled_ten_times_as_often()
    {
        var traits = new CounterTraits(Period, 200, UpdateSeconds: 0.001, TickJoules: 1e-6);
        Assert.Equal((1.0, 1.0, 0.1), (traits.NextPollSeconds(null), traits.NextPollSeconds(Period - 1601), traits.NextPollSeconds(Period - 1599)));
        Assert.Equal((1.0, 0.1), (traits.NextPollSeconds(1601), traits.NextPollSeconds(1599)));
        Assert.Equal(1.0, (traits with { PeriodJoules = null }).NextPollSeconds(0));
    }

    // Row 3: the largest value cannot be read.
    [Fact]
    public void A_step_back_without_a_known_period_spoils_the_sum()
    {
        var counter = Counter(period: null);
        counter.Sample(1000, 0, isEdge: true);
        counter.Sample(1005, 1, isEdge: true);
        Assert.Equal(5, counter.Joules!.Value, 1e-9);
        counter.Sample(0, 2, isEdge: true);
        Assert.Null(counter.Joules);
    }

    [Fact]
    public void A_missing_sample_in_between_costs_no_energy_and_one_at_the_edge_costs_its_interval_only()
    {
        var counter = Counter();
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(null, 1, isEdge: false);
        counter.Sample(40, 2, isEdge: true);
        Assert.Equal((40.0, MeterEvents.MissedSample), (Math.Round(counter.Joules!.Value, 9), counter.Events));
        counter.Sample(null, 3, isEdge: true);
        Assert.Null(counter.Joules);
        counter.Sample(80, 4, isEdge: true);
        Assert.Equal(80, counter.Joules!.Value, 1e-9);
    }

    [Fact]
    public void An_interval_whose_start_could_not_be_read_has_no_energy_and_the_next_one_has()
    {
        var counter = Counter();
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(null, 1, isEdge: true);
        counter.Cut();
        counter.Sample(40, 2, isEdge: true);
        Assert.Equal((null, true), (counter.Joules, counter.Events.HasFlag(MeterEvents.Unreadable)));
        counter.Cut();
        counter.Sample(60, 3, isEdge: true);
        Assert.Equal(20, counter.Joules!.Value, 1e-9);
    }

    [Fact]
    public void A_counter_that_never_moves_measures_nothing()
    {
        var counter = Counter();
        counter.Sample(0, 0, isEdge: true);
        counter.Sample(0, 1, isEdge: true);
        Assert.Equal((null, MeterEvents.Stuck), (counter.Joules, counter.Events));
    }

    [Fact]
    public void A_counter_that_stops_in_the_middle_is_stuck_although_it_moved_before()
    {
        var counter = Counter();
        counter.Sample(0, 0, isEdge: true);
        foreach (var second in new[] { 1, 2, 3 })
            counter.Sample(50, second, isEdge: false);
        Assert.Equal((null, MeterEvents.Stuck), (counter.Joules, counter.Events));
    }

    [Fact]
    public void The_uncertainty_of_a_difference_is_that_of_two_updates()
    {
        var traits = new CounterTraits(null, 1000, UpdateSeconds: 0.001, TickJoules: 1e-6);
        // 200 W over an update of 1 ms: 0.2 J at each edge, each uniform.
        Assert.Equal(0.2 * Math.Sqrt(2.0 / 12), traits.DifferenceUncertainty(200), 1e-12);
        Assert.Equal(1e-6 * Math.Sqrt(2.0 / 12), traits.DifferenceUncertainty(0), 1e-18);
    }

    private static double Shown(double energy) => Math.Floor(energy % Period * 1e6) * 1e-6;
}
