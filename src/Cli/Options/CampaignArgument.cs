using System.CommandLine;
using ButterE.Engine.Sweeps.Layout;

namespace ButterE.Cli.Options;

/// <summary>The argument CAMPAIGN: the folder that <c>sweep plan</c> made.</summary>
internal static class CampaignArgument
{
    public static Argument<string> Create() => new("CAMPAIGN") { Description = "Folder that buttere sweep plan made." };

    /// <summary>Reads the argument of one call.</summary>
    public static CampaignFolder Read(ParseResult parsed, Argument<string> argument) => new(parsed.GetValue(argument)!);
}
