using System.Globalization;
using ButterE.Engine.Emissions;

namespace ButterE.Cli.Output;

/// <summary>An energy as a line for people.</summary>
internal static class FootprintLine
{
    /// <summary>Energy, building and emissions, with the assumptions behind the last two.</summary>
    public static string Of(EnergyFootprint footprint, ElectricitySupply supply) => string.Create(
        CultureInfo.InvariantCulture,
        $"{footprint.Joules:G4} J = {footprint.KilowattHours:G4} kWh; {footprint.FacilityKilowattHours:G4} kWh with the building (PUE {supply.Pue:G4}), ")
        + string.Create(CultureInfo.InvariantCulture, $"{footprint.Co2eKilograms:G4} kg CO2e at {supply.GramsPerKilowattHour:G4} g per kWh");
}
