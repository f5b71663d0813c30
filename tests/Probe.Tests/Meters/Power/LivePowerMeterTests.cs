using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Tests.Meters.Power;

/// <summary>A sensor that is sampled while work runs, on a clock of our own.</summary>
public sealed class LivePowerMeterTests
{
    private readonly ManualClock clock = new();

    [Theory]
    [InlineData(Integrator.Notebook)]
    [InlineData(Integrator.Linear)]
    [InlineData(Integrator.Inside)]
    public void Every_integrator_gives_the_total_and_each_lap_of_a_steady_power(Integrator integrator)
    {
        using var meter = Meter(new Sensor(() => 150), integrator);
        meter.Open();
        clock.Advance(100);
        var first = meter.Lap();
        clock.Advance(50);
        var reading = meter.Read();
        // The notebook takes the distance of the samples for the nominal one; the jittered ones are a hundredth off.
        Assert.Equal(150 * 100, first.Joules!.Value, 150 * 100 * 0.02);
        Assert.Equal(150 * 50, reading.Latest.Joules!.Value, 150 * 50 * 0.04);
        Assert.Equal(150 * 150, reading.Joules!.Value, 150 * 150 * 0.02);
        Assert.Equal((100.0, 50.0, integrator), (Math.Round(first.Seconds, 9), Math.Round(reading.Latest.Seconds, 9), reading.Integrator));
    }

    [Fact]
    public void A_lap_is_the_latest_interval_of_a_reading()
    {
        EnergyInterval Third(Func<IEnergyMeter, EnergyInterval> read)
        {
            var time = new ManualClock();
            using var meter = new PowerMeter(Description, new Sensor(() => 100 + 10 * Math.Sin(time.GetTimestamp())), Integrator.Linear, time);
            meter.Open();
            for (var i = 0; i < 2; i++)
            {
                time.Advance(20);
                _ = read(meter);
            }

            time.Advance(20);
            return read(meter);
        }

        Assert.Equal(Third(meter => meter.Read().Latest), Third(meter => meter.Lap()));
    }

    // A timer asks the sensor: an exception would end the process.
    [Fact]
    public void A_sensor_that_throws_gave_no_sample_and_is_flagged()
    {
        var isBroken = false;
        using var meter = Meter(new Sensor(() => isBroken ? throw new FormatException("driver") : 100), Integrator.Inside);
        meter.Open();
        clock.Advance(10);
        isBroken = true;
        clock.Advance(3);
        isBroken = false;
        clock.Advance(10);
        var reading = meter.Read();
        Assert.Equal(100, reading.Watts!.Value, 1e-9);
        Assert.True(reading.Flags.HasFlag(MeterEvents.MissedSample | MeterEvents.Gap));
    }

    // Three samples of a minute are not its mean: a command, a board controller or a driver that died says nothing about the rest.
    [Theory]
    [InlineData(Integrator.Notebook)]
    [InlineData(Integrator.Linear)]
    [InlineData(Integrator.Inside)]
    public void A_sensor_that_dies_long_before_the_end_gives_no_energy(Integrator integrator)
    {
        var isDead = false;
        using var meter = Meter(new Sensor(() => isDead ? throw new FormatException("driver") : 100), integrator);
        meter.Open();
        clock.Advance(3);
        isDead = true;
        clock.Advance(57);
        var reading = meter.Read();
        Assert.Equal((null, null), (reading.Joules, reading.Total.Uncertainty));
        Assert.True(reading.Flags.HasFlag(MeterEvents.TooFewSamples));
    }

    [Fact]
    public void A_sensor_that_comes_to_life_long_after_the_start_gives_no_energy()
    {
        var isDead = true;
        using var meter = Meter(new Sensor(() => isDead ? throw new FormatException("driver") : 100), Integrator.Inside);
        meter.Open();
        clock.Advance(30);
        isDead = false;
        clock.Advance(30);
        Assert.Null(meter.Read().Joules);
    }

    // Between two samples, and while an answer takes its time, nothing is missing.
    [Fact]
    public void A_sensor_that_is_silent_for_no_longer_than_an_answer_may_take_keeps_its_energy()
    {
        var isSlow = false;
        using var meter = Meter(new Sensor(() => isSlow ? throw new TimeoutException() : 100), Integrator.Inside);
        meter.Open();
        clock.Advance(30);
        isSlow = true;
        clock.Advance(5);
        Assert.Equal(100, meter.Read().Watts!.Value, 1e-9);
    }

    // metering.md section 2, row 17: lockstep sampling. The load has the period of the sampling: in step with it, every sample would be alike.
    [Fact]
    public void Sampling_does_not_stay_in_step_with_a_periodic_load()
    {
        double Load() => TimeSpan.FromTicks(clock.GetTimestamp()).TotalSeconds % 1 < 0.5 ? 200 : 100;
        using var meter = Meter(new Sensor(Load), Integrator.Inside);
        meter.Open();
        clock.Advance(2000);
        Assert.Equal(150, meter.Read().Watts!.Value, 15.0);
    }

    private static MeterDescription Description => new("test", EnergyKind.Measured, "node", "node", Available: true, Reason: null);

    private PowerMeter Meter(IPowerSensor sensor, Integrator integrator) => new(Description, sensor, integrator, clock);

    private sealed class Sensor(Func<double> watts) : IPowerSensor
    {
        public SensorTraits Traits { get; } = new(SampleSeconds: 1);

        public double DeadlineSeconds => 5;

        public PowerAnswer Read() => new(watts());

        public void Dispose()
        {
        }
    }
}
