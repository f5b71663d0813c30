using ButterE.Probe;

namespace ButterE.Engine.Emissions;

/// <summary>
/// Where the electricity comes from. The paper's figure 1 takes the average of the United States in 2021 and the average PUE of data centres without
/// printing either: the defaults are the numbers of the sources that it names.
/// </summary>
/// <param name="GramsPerKilowattHour">Emissions of a kWh, g CO2 equivalent. Default: 388, 0.855 lb per kWh of the Energy Information Administration
/// for 2021, which counts CO2 alone.</param>
/// <param name="Pue">Energy of the whole building per energy of its computers, at least 1. Default: 1.58, the average of the Uptime Institute's survey
/// of 2023.</param>
public sealed record ElectricitySupply(double GramsPerKilowattHour = 388, double Pue = 1.58)
{
    private const double JoulesPerKilowattHour = 3.6e6, GramsPerKilogram = 1000;

    /// <summary>Checks values that a user gave.</summary>
    /// <exception cref="InputException">The carbon intensity is negative, or the PUE below 1.</exception>
    public static ElectricitySupply Of(double gramsPerKilowattHour, double pue)
    {
        if (!(gramsPerKilowattHour >= 0) || !double.IsFinite(gramsPerKilowattHour))
            throw new InputException($"--carbon-intensity {gramsPerKilowattHour}: must be g CO2e per kWh, not negative");
        return pue >= 1 && double.IsFinite(pue)
            ? new ElectricitySupply(gramsPerKilowattHour, pue)
            : throw new InputException($"--pue {pue}: must be at least 1");
    }

    /// <summary>What an energy that was measured or predicted at the computer amounts to; null for an energy that is not known.</summary>
    /// <param name="joules">J.</param>
    public EnergyFootprint? Of(double? joules) => joules is not { } energy ? null : new EnergyFootprint(
        energy, energy / JoulesPerKilowattHour, energy / JoulesPerKilowattHour * Pue,
        energy / JoulesPerKilowattHour * Pue * GramsPerKilowattHour / GramsPerKilogram);
}

/// <summary>An energy in the units of a bill and of a climate balance.</summary>
/// <param name="Joules">At the computer, J.</param>
/// <param name="KilowattHours">The same, kWh.</param>
/// <param name="FacilityKilowattHours">With the building's share (PUE), kWh.</param>
/// <param name="Co2eKilograms">Emissions of the latter, kg CO2 equivalent.</param>
public sealed record EnergyFootprint(double Joules, double KilowattHours, double FacilityKilowattHours, double Co2eKilograms);
