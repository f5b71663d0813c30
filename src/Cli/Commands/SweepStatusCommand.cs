using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Engine.Sweeps.Slurm;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep status</c>: how far a campaign is.</summary>
internal static class SweepStatusCommand
{
    private const int FailuresShown = 20;

    public static Command Create()
    {
        var campaign = CampaignArgument.Create();
        var command = new Command("status", "How far a campaign is: what the folder holds, beside the plan.") { campaign, JsonOutput.Option };
        command.SetAction(parsed =>
        {
            var folder = CampaignArgument.Read(parsed, campaign);
            var plan = PlanFile.Read(folder);
            var look = new StatusLook(folder);
            var all = look.Of(plan.Runs);
            var devices = plan.Runs.GroupBy(run => run.Configuration.Device).Select(own => (Device: own.Key, Status: look.Of(own))).ToArray();
            var failures = FailureFiles.ReadAll(folder);
            var slurm = SubmissionFiles.ReadAll(folder).Count > 0 ? SlurmView.Of(folder) : null;
            // Tasks that Slurm no longer has, though runs of theirs have no row: nobody will make them.
            var shardsLeft = plan.Runs.Where(look.IsMissing).Select(run => run.Shard).ToHashSet();
            var abandoned = slurm is null || slurm.Problem is not null
                ? []
                : slurm.Tasks.Where(task => !task.IsLiving && task.Shards.Any(shard => shardsLeft.Contains(shard) && !slurm.BusyShards.Contains(shard))).ToArray();
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new
                {
                    campaign = folder.Root, all.Planned, all.Done, all.Failed, all.Missing, all.Running, all.PredictedSecondsLeft,
                    devices = devices.Select(own => new { own.Device, own.Status.Planned, own.Status.Done, own.Status.Failed, own.Status.Missing, own.Status.Running }),
                    shards = plan.Runs.GroupBy(run => run.Shard).Select(own => (own.Key, Status: look.Of(own)))
                        .Select(own => new { shard = own.Key, own.Status.Planned, own.Status.Done, own.Status.Failed, own.Status.Missing, own.Status.Running }),
                    failures,
                    slurm = slurm is null ? null : new { slurm.Problem, slurm.ByState, tasks = slurm.Tasks, abandoned = abandoned.Select(task => task.Task) },
                });
                return ExitCode.Ok;
            }

            var table = new TextTable("runs for", ">planned", ">done", ">failed", ">missing", ">running", ">predicted left");
            foreach (var (device, status) in devices.Length > 1 ? [.. devices, ("all", all)] : devices)
            {
                table.Add(
                    device, $"{status.Planned:N0}", $"{status.Done:N0}", $"{status.Failed:N0}", $"{status.Missing:N0}", $"{status.Running:N0}",
                    Quantity.Duration(status.PredictedSecondsLeft));
            }

            table.Write();
            if (slurm is not null)
                PrintSlurm(slurm, abandoned, folder.Root);
            foreach (var failure in failures.TakeLast(FailuresShown))
                Console.WriteLine($"failed {failure.RunId[..12]} {failure.Run}: {failure.Reason} ({failure.Attempts} attempts, last on {failure.Host})");
            if (failures.Count > FailuresShown)
                Console.WriteLine($"… {failures.Count - FailuresShown} earlier failures (--json lists all)");
            if (failures.Count > 0)
                Console.WriteLine($"to run them again: buttere sweep retry {folder.Root}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void PrintSlurm(SlurmView slurm, SlurmTask[] abandoned, string campaign)
    {
        if (slurm.Problem is { } problem)
            Console.Error.WriteLine($"Slurm cannot be asked: {problem}");
        Console.WriteLine("Slurm: " + string.Join(", ", slurm.ByState.Select(state => $"{state.Value:N0} tasks {(state.Key == "UNKNOWN" ? "forgotten" : state.Key)}")));
        if (abandoned.Length > 0)
        {
            Console.WriteLine($"{abandoned.Length:N0} tasks have ended with runs missing, the first {abandoned[0].Task} ({abandoned[0].State}"
                + (abandoned[0].Node is { } node ? $" on {node}" : "") + $"): buttere sweep retry {campaign} --slurm");
        }
    }
}
