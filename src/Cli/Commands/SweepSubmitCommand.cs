using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Slurm;
using ButterE.Probe;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep submit</c>: a campaign as jobs of a cluster.</summary>
internal static class SweepSubmitCommand
{
    public static Command Create()
    {
        var (campaign, slurm) = (CampaignArgument.Create(), new SlurmOptions());
        var command = new Command("submit", "Hands the missing runs of a campaign to Slurm: arrays over its shards, and a job that collects at the end.")
        {
            campaign,
        };
        slurm.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            if (!slurm.IsAsked(parsed))
                throw new InputException("submit: say where to: --slurm (sweep run works here)");
            var folder = CampaignArgument.Read(parsed, campaign);
            var earlier = SubmissionFiles.LastSettings(folder);
            return SlurmSubmitter.Run(
                folder, PlanFile.Read(folder), slurm.Read(parsed, earlier), slurm.IsDryRun(parsed), parsed.GetValue(JsonOutput.Option));
        });
        return command;
    }
}
