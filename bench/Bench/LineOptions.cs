using System.CommandLine;
using System.Globalization;

namespace ButterE.Bench;

/// <summary>The options of the verbs that print JSON lines.</summary>
internal static class LineOptions
{
    /// <summary><c>--threads N</c>.</summary>
    /// <param name="least">The smallest N.</param>
    public static Option<int> Threads(int least)
    {
        var threads = new Option<int>("--threads") { Description = $"Threads, from {least}.", HelpName = "N", Required = true };
        threads.Validators.Add(result =>
        {
            // What is no number at all the library refuses itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var count) && count < least)
                result.AddError($"--threads {count}: must be at least {least}");
        });
        return threads;
    }

    /// <summary><c>--networks FILE</c>.</summary>
    public static Option<string> Networks() => new("--networks") { Description = "List of networks, as that of bench/step.", HelpName = "FILE.tsv", Required = true };
}
