using System.CommandLine;
using System.CommandLine.Parsing;

namespace ButterE.Cli;

/// <summary>What is wrong with a command line, in words of the user's: the word that is not known, the option whose value is not of its kind.</summary>
internal static class ParseComplaint
{
    /// <summary>The first complaint about a call that could not be understood.</summary>
    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // A command that only groups others misses one of them, whatever was written instead.
        if (command is { Subcommands.Count: > 0, Action: null } && parsed.UnmatchedTokens is [var stranger, ..])
            return $"{stranger}: unknown {(stranger.StartsWith('-') ? "option" : "command")}";
        var error = parsed.Errors[0];
        return NotOfItsKind(error) ?? error.Message;
    }

    // The library names the type of the program that a value does not fit, which says nothing to whoever wrote it.
    private static string? NotOfItsKind(ParseError error)
    {
        var result = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (result is null || !error.Message.Contains(result.Option.ValueType.ToString(), StringComparison.Ordinal)
            || result.Tokens.FirstOrDefault(token => error.Message.Contains($"'{token.Value}'", StringComparison.Ordinal)) is not { Value: var value })
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(result.Option.ValueType) ?? result.Option.ValueType;
        var isWhole = type == typeof(int) || type == typeof(long);
        return $"{result.Option.Name} {value}: " + (isWhole && value.TrimStart('-', '+').All(char.IsAsciiDigit) ? "is out of range"
            : isWhole ? "must be a whole number"
            : type == typeof(double) ? "must be a number"
            : "is no value that it takes");
    }
}
