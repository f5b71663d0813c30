using ButterE.Cli.Output;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Engine.Sweeps.Slurm;

namespace ButterE.Cli.Commands;

/// <summary>
/// Hands the missing runs of a campaign to Slurm and says what it did: the common part of <c>sweep submit</c> and <c>sweep retry --slurm</c>.
/// </summary>
internal static class SlurmSubmitter
{
    /// <summary>Submits.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="settings">How to submit.</param>
    /// <param name="isDryRun">Whether nothing is handed over.</param>
    /// <param name="isJson">Whether to print a document.</param>
    /// <param name="cleared">Runs whose failures are cleared and that are submitted with what is missing; null when none are asked for.</param>
    /// <exception cref="Kernels.UnavailableException">There is no Slurm to hand them to, or no node is large enough for a run; no failure is cleared.</exception>
    /// <exception cref="Probe.InputException">The campaign cannot be read or has too little space, and no failure is cleared; or sbatch refuses.</exception>
    public static int Run(CampaignFolder folder, SweepPlan plan, SubmissionSettings settings, bool isDryRun, bool isJson, string[]? cleared = null)
    {
        var start = ThisProgram.Start([]);
        var submission = SlurmSubmission.Prepare(folder, plan, [start.FileName, .. start.ArgumentList], settings, cleared, mayAssume: isDryRun);
        // Only now is it known that they can be submitted; a job must find them cleared.
        foreach (var id in cleared ?? [])
            FailureFiles.Clear(folder, id);
        if (submission.Tasks.Count > 0 && !isDryRun)
            submission.Submit();
        var status = submission.Status;
        if (submission.Cluster.NotAsked is { } why)
        {
            Console.Error.WriteLine($"the cluster was not asked ({why}): the scripts have Slurm's default limits, {submission.Cluster.MaxArraySize:N0} tasks to an array, "
                + "and what nodes hold and which shards are in its queue is not known");
        }

        if (isJson)
        {
            JsonOutput.Write(new
            {
                campaign = folder.Root, status.Planned, status.Done, status.Failed, status.Missing, cleared = cleared?.Length, dryRun = isDryRun,
                submittedRuns = submission.Runs, tasks = submission.Tasks.Count, shardsInQueue = submission.InQueue,
                arrays = submission.Arrays.Select(array => new
                {
                    array.JobId, array.Chunk.Offset, array.Chunk.Count, script = isDryRun ? array.Script : null, options = isDryRun ? submission.ArrayOptions : null,
                }),
                submission.CollectJob, collectScript = isDryRun ? submission.CollectScript : null, collectOptions = isDryRun ? submission.CollectOptions : null, submission.Grant, submission.Cluster,
            });
            return ExitCode.Ok;
        }

        if (submission.Tasks.Count == 0)
        {
            Console.WriteLine(submission.InQueue > 0
                ? $"nothing to submit: jobs have the {submission.InQueue:N0} shards with missing runs already"
                : $"nothing to submit: {status.Done:N0} of {status.Planned:N0} runs done, {status.Failed:N0} failed");
            return ExitCode.Ok;
        }

        if (isDryRun)
        {
            foreach (var array in submission.Arrays)
                Console.WriteLine($"# sbatch {submission.ArrayOptions}\n{array.Script}");
            if (submission.CollectScript is { } collection)
                Console.WriteLine($"# sbatch {submission.CollectOptions}\n{collection}");
        }

        var grant = submission.Grant;
        Console.Error.WriteLine($"{(isDryRun ? "would submit" : "submitted")} {submission.Runs:N0} runs as {submission.Tasks.Count:N0} tasks "
            + $"in {submission.Arrays.Count:N0} arrays "
            + $"({grant.Cpus} processors, {grant.Megabytes:N0} MB, {grant.Minutes:N0} min each{(grant.Exclusive ? ", a node alone" : "")})"
            + (submission.InQueue > 0 ? $"; {submission.InQueue:N0} shards are in the queue already" : ""));
        if (!isDryRun)
        {
            Console.WriteLine("jobs " + string.Join(", ", submission.Arrays.Select(array => array.JobId))
                + (submission.CollectJob is { } collect ? $", then {collect} collects" : ""));
        }

        return ExitCode.Ok;
    }
}
