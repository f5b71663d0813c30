using System.CommandLine;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep</c>: campaigns of many runs.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var command = new Command("sweep", "Campaigns: thousands of runs on one machine or on a Slurm cluster, losing nothing.");
        command.Subcommands.Add(SweepCollectCommand.Create());
        command.Subcommands.Add(SweepExportCommand.Create());
        return command;
    }
}
