using System.CommandLine;
using ButterE.Kernels.Memory;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The option --huge-pages.</summary>
internal static class HugePagesOption
{
    public static Option<string> Create() => new("--huge-pages")
    {
        Description = "Insist on huge pages, refuse them, or ask for them where the system has any.",
        HelpName = "on|off|auto",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Reads the option of one call.</summary>
    /// <exception cref="InputException">There is no such choice.</exception>
    public static HugePages Read(ParseResult parsed, Option<string> option) => parsed.GetValue(option) switch
    {
        "on" => HugePages.On,
        "off" => HugePages.Off,
        "auto" => HugePages.Auto,
        var other => throw new InputException($"--huge-pages {other}: must be on, off or auto"),
    };
}
