using ButterE.Engine.Sweeps.Claims;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;

namespace ButterE.Engine.Sweeps.Results;

/// <summary>How far some runs of a campaign are. Planned is done, failed and missing together; running ones are missing still.</summary>
/// <param name="Planned">Runs.</param>
/// <param name="Done">Runs with a finished row.</param>
/// <param name="Failed">Runs that failed and are not tried again until their failures are cleared.</param>
/// <param name="Missing">All others.</param>
/// <param name="Running">Those of them that a living worker has now.</param>
/// <param name="PredictedSecondsLeft">Predicted time of the missing runs, s.</param>
public sealed record SweepStatus(int Planned, int Done, int Failed, int Missing, int Running, double PredictedSecondsLeft)
{
    /// <summary>Counts from the campaign's folder.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="Probe.InputException">A folder or file cannot be read.</exception>
    public static SweepStatus Of(CampaignFolder folder, IReadOnlyList<SweepRun> runs) => new StatusLook(folder).Of(runs);
}

/// <summary>One look at a campaign's folder, from which any of its runs can be counted.</summary>
public sealed class StatusLook
{
    private readonly HashSet<string> running, failed, done;

    /// <summary>Looks.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="retried">Identities of runs whose failures do not count; null for none.</param>
    /// <exception cref="Probe.InputException">A folder or file cannot be read.</exception>
    public StatusLook(CampaignFolder folder, IEnumerable<string>? retried = null)
    {
        (running, failed, done) = (RunClaim.Living(folder), FailureFiles.Ids(folder), FinishedRuns.Of(folder));
        failed.ExceptWith(retried ?? []);
    }

    /// <summary>Counts.</summary>
    /// <param name="runs">The runs.</param>
    public SweepStatus Of(IEnumerable<SweepRun> runs)
    {
        int planned = 0, finished = 0, failures = 0, underWay = 0;
        double left = 0;
        foreach (var run in runs)
        {
            planned++;
            if (done.Contains(run.RunId))
            {
                finished++;
            }
            else if (failed.Contains(run.RunId))
            {
                failures++;
            }
            else
            {
                left += run.PredictedSeconds;
                underWay += running.Contains(run.RunId) ? 1 : 0;
            }
        }

        return new SweepStatus(planned, finished, failures, planned - finished - failures, underWay, left);
    }

    /// <summary>Whether a run has failed and has no row.</summary>
    public bool IsFailed(SweepRun run) => failed.Contains(run.RunId) && !done.Contains(run.RunId);

    /// <summary>Whether a run has neither a row nor a failure.</summary>
    public bool IsMissing(SweepRun run) => !failed.Contains(run.RunId) && !done.Contains(run.RunId);
}
