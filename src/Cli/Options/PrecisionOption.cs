using System.CommandLine;
using ButterE.Engine.Training;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>What the products of a step compute with.</summary>
internal static class PrecisionOption
{
    public static Option<string> Create() => new("--precision")
    {
        Description = "Products in float32, or in tf32 on tensor cores: 10 bits of mantissa, CUDA devices of compute capability 8.0 or higher only.",
        HelpName = "float32|tf32",
        DefaultValueFactory = _ => PrecisionName.Of(Precision.Float32),
    };

    /// <summary>Reads the option.</summary>
    /// <exception cref="InputException">It is neither of the two.</exception>
    public static Precision Read(ParseResult parsed, Option<string> option) => PrecisionName.TryParse(parsed.GetValue(option), out var precision)
        ? precision
        : throw new InputException($"--precision {parsed.GetValue(option)}: must be float32 or tf32");
}
