using ButterE.Bench.Soak;
using ButterE.Probe.Meters;

namespace ButterE.Probe.Tests.Meters.Soak;

/// <summary>The soak of bench/soak in simulated time.</summary>
public sealed class MeterSoakTests
{
    [Fact]
    public void Unflagged_intervals_are_right_to_a_tick_and_every_fault_is_flagged()
    {
        var clock = new ManualClock();
        var intervals = MeterSoak.Run(seconds: 600, seed: 5, clock, clock.Advance);
        var unflagged = intervals.Where(interval => interval.Interval.Flags == MeterEvents.None).ToArray();
        Assert.NotEmpty(unflagged);
        Assert.All(unflagged, interval => Assert.True(interval.ErrorTicks <= 1, $"{interval.ErrorTicks} ticks"));
        Assert.All(intervals.Where(interval => !interval.Interval.Flags.HasFlag(MeterEvents.WrapSuspect)),
            interval => Assert.False(interval.ErrorTicks > 1, $"{interval.Interval.Flags}: {interval.ErrorTicks} ticks"));
        Assert.All(intervals.Where(interval => interval.Fault != FaultKind.None), interval => Assert.NotEqual(MeterEvents.None,
            interval.Interval.Flags));
        Assert.All(intervals.Where(interval => interval.Fault == FaultKind.None), interval => Assert.Equal(MeterEvents.None,
            interval.Interval.Flags & ~MeterEvents.Wrapped));
        Assert.Equal(Enum.GetValues<FaultKind>(), intervals.Select(interval => interval.Fault).Distinct().Order());
    }
}
