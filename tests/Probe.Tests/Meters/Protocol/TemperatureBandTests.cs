using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Probe.Tests.Meters.Protocol;

/// <summary>metering.md section 2, row 15 and section 3.1: settle by time, temperature within a band; too cold fails also.</summary>
public sealed class TemperatureBandTests
{
    private readonly TemperatureBand band = new(35, 50);
    private double waited;

    [Fact]
    public void A_hot_machine_is_given_the_time_to_cool_down()
    {
        Assert.Equal(MeterEvents.None, band.Settle(() => 60 - waited, seconds => waited += seconds));
        Assert.Equal(10, waited);
    }

    [Theory]
    [InlineData(35)]
    [InlineData(50)]
    public void A_machine_within_the_band_waits_for_nothing(double celsius) =>
        Assert.Equal(MeterEvents.None, band.Settle(() => celsius, _ => throw new InvalidOperationException("waited")));

    [Fact]
    public void A_machine_that_stays_hot_is_measured_and_flagged()
    {
        Assert.Equal(MeterEvents.TemperatureOutOfBand, band.Settle(() => 70, seconds => waited += seconds));
        Assert.Equal(TemperatureBand.LongestWaitSeconds, waited);
    }

    [Fact]
    public void A_cold_machine_is_flagged_at_once_because_waiting_warms_nothing() =>
        Assert.Equal(MeterEvents.TemperatureOutOfBand, band.Settle(() => 20, _ => throw new InvalidOperationException("waited")));

    [Fact]
    public void Without_a_sensor_a_band_cannot_be_kept() =>
        Assert.Contains("no sensor", Assert.Throws<UnavailableException>(() => band.Settle(() => null, _ => { })).Message, StringComparison.Ordinal);
}
