using System.CommandLine;
using ButterE.Engine.Emissions;

namespace ButterE.Cli.Options;

/// <summary>The options that turn joules into kWh and CO2.</summary>
internal sealed class SupplyOptions
{
    private readonly Option<double> intensity = new("--carbon-intensity")
    {
        Description = "Emissions of a kWh, g CO2e. The default is the average of the United States in 2021, which the paper takes.",
        HelpName = "G",
        DefaultValueFactory = _ => new ElectricitySupply().GramsPerKilowattHour,
    };
    private readonly Option<double> pue = new("--pue")
    {
        Description = "Energy of the whole building per energy of its computers. The default is the average of data centres in 2023.",
        HelpName = "X",
        DefaultValueFactory = _ => new ElectricitySupply().Pue,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(intensity);
        command.Options.Add(pue);
    }

    /// <summary>Reads the options of one call.</summary>
    /// <exception cref="Probe.InputException">A value is impossible.</exception>
    public ElectricitySupply Read(ParseResult parsed) => ElectricitySupply.Of(parsed.GetValue(intensity), parsed.GetValue(pue));
}
