using System.CommandLine;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep</c>: campaigns of many runs.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var command = new Command("sweep", "Campaigns: thousands of runs on one machine or on a Slurm cluster, losing nothing.");
        command.Subcommands.Add(SweepPlanCommand.Create());
        command.Subcommands.Add(SweepRunCommand.Create());
        command.Subcommands.Add(SweepStatusCommand.Create());
        command.Subcommands.Add(SweepRetryCommand.Create());
        command.Subcommands.Add(SweepSubmitCommand.Create());
        command.Subcommands.Add(SweepWorkerCommand.Create());
        command.Subcommands.Add(SweepCollectCommand.Create());
        command.Subcommands.Add(SweepExportCommand.Create());
        return command;
    }
}
