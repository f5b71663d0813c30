using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Traces;
using CsCheck;

namespace ButterE.Probe.Tests.Meters.Traces;

public sealed class PowerTraceTests
{
    private static readonly SensorTraits OncePerSecond = new(1);

    [Fact]
    public void Nothing_is_dropped_and_what_can_be_used_is_in_order_and_unique() =>
        Gen.Select(Gen.Int[0, 20], Gen.OneOf(Gen.Const((double?)null), Gen.Const((double?)0), Gen.Double[1, 100].Select(w => (double?)w),
            Gen.Const((double?)-3))).Array[0, 40].Sample(samples =>
        {
            var trace = new PowerTrace();
            foreach (var (time, watts) in samples)
                trace.Add(time, watts);
            Assert.Equal(samples.Length, trace.Samples.Count);
            var usable = trace.Usable.ToArray();
            Assert.Equal(usable.Select(sample => sample.Seconds).Distinct().Order(), usable.Select(sample => sample.Seconds));
            Assert.Equal(samples.Where(sample => sample.Item2 > 0).Select(sample => (double)sample.Item1).Distinct().Order(),
                usable.Select(sample => sample.Seconds));
        });

    [Fact]
    public void Each_fault_of_a_sample_has_its_flag()
    {
        var trace = new PowerTrace(maximumWatts: 1000);
        trace.Add(0, 100);
        trace.Add(1, 0);
        trace.Add(2, null);
        trace.Add(3, 2000);
        trace.Add(4, 100);
        trace.Add(4, 110);
        trace.Add(3.5, 100);
        Assert.Equal(
            [MeterEvents.None, MeterEvents.ZeroPower, MeterEvents.MissedSample, MeterEvents.Implausible, MeterEvents.None,
                MeterEvents.DuplicateTime, MeterEvents.TimeWentBack],
            trace.Samples.Select(sample => sample.Flags));
    }

    [Fact]
    public void The_flags_of_an_interval_are_those_of_its_samples_in_order_or_not() =>
        Gen.Select(Gen.Select(Gen.Int[0, 20], Gen.Int[-1, 3].Select(w => (double?)w)).Array[0, 40], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Bool)
            .Sample((samples, start, end, isSorted) =>
            {
                var trace = new PowerTrace();
                foreach (var (time, watts) in isSorted ? samples.OrderBy(sample => sample.Item1) : samples.AsEnumerable())
                    trace.Add(time, watts);
                var expected = trace.Samples.Where(sample => sample.Seconds >= start && sample.Seconds <= end)
                    .Aggregate(MeterEvents.None, (all, sample) => all | sample.Flags);
                Assert.Equal(expected, trace.FlagsIn(start, end));
            });

    // metering.md section 2, row 16: energy cut off at the edges. The step may lie anywhere within a sampling distance.
    [Fact]
    public void A_step_of_the_power_at_an_edge_is_part_of_the_uncertainty()
    {
        var trace = new PowerTrace();
        for (var i = -5; i <= 25; i++)
            trace.Add(i, i is >= 0 and <= 20 ? 160 : 100);
        var uncertainty = TraceEnergy.Of(trace, 0, 20, Integrator.Inside, OncePerSecond).Uncertainty!;
        Assert.Equal(Math.Sqrt(2) * 60 / Math.Sqrt(12), uncertainty.Random, 1e-9);
    }

    [Fact]
    public void A_gap_is_bridged_flagged_and_adds_its_own_uncertainty()
    {
        PowerTrace Trace(bool hasGap)
        {
            var trace = new PowerTrace();
            for (var i = 0; i <= 20; i++)
            {
                if (!hasGap || i is < 8 or > 12)
                    trace.Add(i, i < 10 ? 100 : 160);
            }

            return trace;
        }

        var (whole, gap) = (TraceEnergy.Of(Trace(false), 0, 20, Integrator.Linear, OncePerSecond), TraceEnergy.Of(Trace(true), 0, 20,
            Integrator.Linear, OncePerSecond));
        Assert.False(whole.Flags.HasFlag(MeterEvents.Gap));
        Assert.True(gap.Flags.HasFlag(MeterEvents.Gap));
        // A step of 60 W anywhere within the six seconds between the samples at 7 and 13.
        Assert.True(gap.Uncertainty!.Random >= 60 * 6 / Math.Sqrt(12));
        Assert.True(gap.Uncertainty.Random > whole.Uncertainty!.Random);
    }

    [Fact]
    public void A_sensor_that_fell_silent_before_the_end_left_a_gap()
    {
        var trace = new PowerTrace();
        for (var i = 0; i <= 10; i++)
            trace.Add(i, 100);
        Assert.Equal(MeterEvents.None, TraceEnergy.Of(trace, 0, 10, Integrator.Inside, OncePerSecond).Flags);
        Assert.Equal(MeterEvents.Gap, TraceEnergy.Of(trace, 0, 15, Integrator.Inside, OncePerSecond).Flags);
    }

    [Fact]
    public void Sampling_that_is_a_third_slower_than_said_is_flagged()
    {
        var trace = new PowerTrace();
        for (var i = 0; i <= 30; i++)
            trace.Add(1.3 * i, 100);
        Assert.True(TraceEnergy.Of(trace, 0, 39, Integrator.Inside, OncePerSecond).Flags.HasFlag(MeterEvents.IrregularSampling));
    }

    [Fact]
    public void The_noise_of_a_steady_power_grows_with_the_root_of_the_samples()
    {
        var random = new Random(3);
        var trace = new PowerTrace();
        for (var i = 0; i <= 4000; i++)
            trace.Add(i, 100 + 2 * (random.NextDouble() < 0.5 ? -1 : 1));
        var uncertainty = TraceEnergy.Of(trace, 0, 4000, Integrator.Inside, OncePerSecond).Uncertainty!;
        Assert.InRange(uncertainty.Random / (2 * Math.Sqrt(4001)), 0.95, 1.05);
        Assert.InRange(uncertainty.Systematic, 19_900, 20_100);
    }
}
