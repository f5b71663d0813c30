using System.CommandLine;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The option <c>--replicates</c>: how often each configuration runs.</summary>
internal static class ReplicatesOption
{
    private const int Most = 10_000;

    /// <summary>Makes the option.</summary>
    public static Option<int> Create() => new("--replicates")
    {
        Description = "Runs of each configuration, in blocks of random order (default 1; 3 or more give an uncertainty by their scatter).",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Reads the option of one call.</summary>
    /// <exception cref="InputException">It is out of range.</exception>
    public static int Read(ParseResult parsed, Option<int> option) => parsed.GetValue(option) is var count && count is >= 1 and <= Most
        ? count
        : throw new InputException($"{option.Name} {count}: must be from 1 to {Most}");
}
