using System.CommandLine;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The options --encode and --split: the paper's rule, or none.</summary>
internal static class RuleOptions
{
    /// <summary><c>--encode</c>.</summary>
    public static Option<string> Encode() => Of("--encode", "paper: the paper's column rules; none: columns as they are.");

    /// <summary><c>--split</c>.</summary>
    /// <param name="description">What the rules mean for a command.</param>
    public static Option<string> Split(string description) => Of("--split", description);

    /// <summary>The rule that is asked for.</summary>
    /// <exception cref="InputException">It is another.</exception>
    public static T Read<T>(ParseResult parsed, Option<string> option, T paper, T none) => parsed.GetValue(option) switch
    {
        "paper" => paper,
        "none" => none,
        var other => throw new InputException($"{option.Name} {other}: must be paper or none"),
    };

    private static Option<string> Of(string name, string description) =>
        new(name) { Description = description, HelpName = "RULE", DefaultValueFactory = _ => "paper" };
}
