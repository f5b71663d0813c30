using ButterE.Engine.Emissions;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Emissions;

public sealed class ElectricitySupplyTests
{
    [Fact]
    public void A_kilowatt_hour_of_a_computer_is_multiplied_by_the_building_and_then_by_the_grid()
    {
        var footprint = new ElectricitySupply(400, 1.5).Of(7.2e6)!;
        Assert.Equal((2.0, 3.0, 1.2), (footprint.KilowattHours, footprint.FacilityKilowattHours, Math.Round(footprint.Co2eKilograms, 12)));
    }

    [Fact]
    public void What_is_not_known_stays_so() => Assert.Null(new ElectricitySupply().Of((double?)null));

    [Theory]
    [InlineData(-1, 1.5, "--carbon-intensity")]
    [InlineData(double.NaN, 1.5, "--carbon-intensity")]
    [InlineData(400, 0.99, "--pue")]
    [InlineData(400, double.PositiveInfinity, "--pue")]
    public void Impossible_values_are_refused_by_name(double grams, double pue, string option) =>
        Assert.StartsWith(option, Assert.Throws<InputException>(() => ElectricitySupply.Of(grams, pue)).Message, StringComparison.Ordinal);
}
