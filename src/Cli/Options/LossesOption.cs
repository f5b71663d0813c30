using System.CommandLine;

namespace ButterE.Cli.Options;

/// <summary>The option --losses: where the losses of runs stand that carry none of their own.</summary>
internal static class LossesOption
{
    public static Option<string?> Create() => new("--losses")
    {
        Description = "Folder of BUTTER's summary_by_epoch (Parquet), for runs whose table holds no losses; own run records hold theirs.",
        HelpName = "DIR",
    };
}
