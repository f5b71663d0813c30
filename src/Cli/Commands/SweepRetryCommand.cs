using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Engine.Sweeps.Slurm;
using ButterE.Probe;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep retry</c>: clears failures, so that the runs are made again.</summary>
internal static class SweepRetryCommand
{
    public static Command Create()
    {
        var campaign = CampaignArgument.Create();
        var reason = new Option<string?>("--reason")
        {
            Description = "Only failures of this kind (nonFinite, outOfMemory, badData, died, defect) or whose reason holds this text.",
            HelpName = "TEXT",
        };
        var run = new Option<string?>("--run") { Description = "Only the run whose identity begins so.", HelpName = "ID" };
        var slurm = new SlurmOptions();
        var command = new Command("retry", "Clears failures, so that sweep run makes those runs again; with --slurm hands them and all that is missing to Slurm.")
        {
            campaign, reason, run,
        };
        slurm.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var folder = CampaignArgument.Read(parsed, campaign);
            var plan = PlanFile.Read(folder);
            if (slurm.IsDryRun(parsed))
                throw new InputException("--dry-run: retry clears failures first; buttere sweep submit --slurm --dry-run shows what would be submitted");
            if (!slurm.IsAsked(parsed))
                slurm.RefuseWithoutSlurm(parsed);
            if (parsed.GetValue(run) is { } prefix && (prefix.Length == 0 || !plan.Runs.Any(planned => planned.RunId.StartsWith(prefix, StringComparison.Ordinal))))
                throw new InputException($"--run '{prefix}': begins the identity of no run of {folder.Root}");
            var failures = FailureFiles.ReadAll(folder);
            var chosen = failures.Where(failure => parsed.GetValue(reason) is not { } text || failure.Kind == text
                    || failure.Reason.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Where(failure => parsed.GetValue(run) is not { } id || failure.RunId.StartsWith(id, StringComparison.Ordinal)).ToArray();
            if (chosen.Length == 0 && failures.Count > 0 && !slurm.IsAsked(parsed))
                throw new InputException($"{folder.Root}: none of its {failures.Count} failures is meant; buttere sweep status {folder.Root} lists them");
            string[] cleared = [.. chosen.Select(failure => failure.RunId)];
            if (slurm.IsAsked(parsed))
            {
                var earlier = SubmissionFiles.LastSettings(folder);
                return SlurmSubmitter.Run(folder, plan, slurm.Read(parsed, earlier), isDryRun: false, parsed.GetValue(JsonOutput.Option), cleared);
            }

            foreach (var id in cleared)
                FailureFiles.Clear(folder, id);
            var status = SweepStatus.Of(folder, plan.Runs);
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new
                {
                    campaign = folder.Root, status.Planned, status.Done, status.Failed, status.Missing, status.Running,
                    cleared,
                });
            }
            else
            {
                Console.WriteLine($"{chosen.Length} failures cleared, {status.Missing:N0} runs are missing now; next: buttere sweep run {folder.Root}");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
