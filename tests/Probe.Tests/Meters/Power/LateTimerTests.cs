using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Deadlines;
using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Tests.Meters.Power;

/// <summary>A timer that was due when its meter was closed still fires; an exception there would end the process.</summary>
public sealed class LateTimerTests
{
    [Fact]
    public void A_timer_that_fires_after_the_end_of_the_meter_neither_throws_nor_asks_the_sensor()
    {
        var (clock, sensor) = (new LateClock(), new CountingSensor());
        var meter = new PowerMeter(
            new MeterDescription("test", EnergyKind.Measured, "node", "node", Available: true, Reason: null), sensor, Integrator.Inside, clock);
        meter.Open();
        meter.Dispose();
        var asked = sensor.Asked;
        clock.Fire!();
        Assert.Equal(asked, sensor.Asked);
    }

    [Fact]
    public void A_closed_thread_refuses_work()
    {
        var thread = new DeadlineThread();
        thread.Dispose();
        Assert.False(thread.TryRun(() => 1, TimeSpan.FromSeconds(1), out _));
    }

    private sealed class LateClock : TimeProvider
    {
        public Action? Fire { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fire = () => callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class CountingSensor : IPowerSensor
    {
        public int Asked { get; private set; }

        public SensorTraits Traits { get; } = new(SampleSeconds: 1);

        public double DeadlineSeconds => 1;

        public PowerAnswer Read()
        {
            Asked++;
            return new PowerAnswer(100);
        }

        public void Dispose()
        {
        }
    }
}
