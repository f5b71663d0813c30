using ButterE.Engine.Documents;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Sweeps.Results;

/// <summary>Why a run failed: the document failures/RUNID.json. A run with one is not tried again until it is deleted (<c>sweep retry</c>).</summary>
public sealed record FailureRecord
{
    /// <summary>Identity of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>The run in a few words.</summary>
    public required string Run { get; init; }

    /// <summary>Kind of the reason: <c>nonFinite</c>, <c>outOfMemory</c>, <c>badData</c>, <c>died</c> or <c>defect</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The reason in one line.</summary>
    public required string Reason { get; init; }

    /// <summary>How often the run was tried in vain.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it failed, UTC.</summary>
    public required DateTime TimeUtc { get; init; }

    /// <summary>Machine on which it failed.</summary>
    public required string Host { get; init; }

    /// <summary>Job of the cluster's scheduler; null outside of one.</summary>
    public string? JobId { get; init; }

    /// <summary>A failure that this process noticed just now.</summary>
    /// <param name="run">The run.</param>
    /// <param name="kind">Kind of the reason.</param>
    /// <param name="reason">The reason in one line.</param>
    /// <param name="attempts">How often the run was tried in vain.</param>
    public static FailureRecord Of(SweepRun run, string kind, string reason, int attempts) => new()
    {
        RunId = run.RunId,
        Run = run.InWords(),
        Kind = kind,
        Reason = reason,
        Attempts = attempts,
        TimeUtc = DateTime.UtcNow,
        Host = Environment.MachineName,
        JobId = SchedulerJob.Id,
    };
}

/// <summary>The failures of a campaign.</summary>
public static class FailureFiles
{
    /// <summary>Records a failure, in place of an earlier one of the same run.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(CampaignFolder folder, FailureRecord failure) =>
        DocumentFile.Write(folder.Failure(failure.RunId), failure);

    /// <summary>Clears a failure, so that the run is made again.</summary>
    /// <exception cref="InputException">The file cannot be deleted.</exception>
    public static void Clear(CampaignFolder folder, string runId)
    {
        try
        {
            File.Delete(folder.Failure(runId));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder.Failure(runId)}: cannot be deleted: {e.Message}");
        }
    }

    /// <summary>The identities of the runs that failed, without reading why.</summary>
    public static HashSet<string> Ids(CampaignFolder folder) =>
        Directory.Exists(folder.Failures)
            ? [.. Directory.EnumerateFiles(folder.Failures, "*.json").Select(path => Path.GetFileNameWithoutExtension(path))]
            : [];

    /// <summary>Every failure, by time.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static IReadOnlyList<FailureRecord> ReadAll(CampaignFolder folder) =>
        [.. Ids(folder).Select(id => Read(folder, id)).OfType<FailureRecord>()
            .OrderBy(failure => failure.TimeUtc).ThenBy(failure => failure.RunId, StringComparer.Ordinal)];

    /// <summary>The failure of a run; null when it has none.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static FailureRecord? Read(CampaignFolder folder, string runId) => DocumentFile.Read<FailureRecord>(folder.Failure(runId), "failure");
}
