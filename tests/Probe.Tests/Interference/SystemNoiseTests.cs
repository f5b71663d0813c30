using ButterE.Probe.Interference;

namespace ButterE.Probe.Tests.Interference;

/// <summary>On a clock that a test moves, in nanoseconds.</summary>
public sealed class SystemNoiseTests
{
    private const double Frequency = 1e9;

    [Fact]
    public void A_tick_of_48_us_every_millisecond_is_found()
    {
        var noise = Watch(detourNs: 48_000);
        Assert.Equal(0.048, noise.Fraction, tolerance: 0.001);
        Assert.Equal(1000, noise.PerSecond, tolerance: 10);
        Assert.Equal(48e-6, noise.MedianSeconds!.Value, tolerance: 1e-7);
    }

    [Fact]
    public void What_reading_the_clock_itself_takes_is_no_detour() => Assert.Equal(new SystemNoise(0, 0, null), Watch(detourNs: 0));

    // Reading takes 40 ns; whenever a millisecond begins something else runs first.
    private static SystemNoise Watch(long detourNs)
    {
        var now = 0L;
        return SystemNoise.Watch(
            () =>
            {
                var before = now;
                now += 40;
                if (now / 1_000_000 != before / 1_000_000)
                    now += detourNs;
                return now;
            },
            Frequency, seconds: 0.5);
    }
}
