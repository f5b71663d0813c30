using System.CommandLine;
using ButterE.Engine.Training;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>How a device starts its steps.</summary>
internal static class LaunchOption
{
    public static Option<string> Create() => new("--launch")
    {
        Description = "On a device: kernels (one per pass and layer), graph (the same, recorded; CUDA), persistent (many steps in one), or auto, which measures all in the first steps.",
        HelpName = "auto|kernels|graph|persistent",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Reads the option.</summary>
    /// <exception cref="InputException">It is none of the four.</exception>
    public static Launch Read(ParseResult parsed, Option<string> option) => parsed.GetValue(option) switch
    {
        "auto" => Launch.Auto,
        "kernels" => Launch.Kernels,
        "graph" => Launch.Graph,
        "persistent" => Launch.Persistent,
        var other => throw new InputException($"--launch {other}: must be auto, kernels, graph or persistent"),
    };
}
