using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Sweeps.Claims;

/// <summary>A worker as the others see it: the document claims/worker-NAME.json, which it writes again and again as long as it lives.</summary>
/// <param name="Name">Its name, unlike that of any other worker.</param>
/// <param name="Host">Name of its machine.</param>
/// <param name="Process">Its process.</param>
/// <param name="Cpus">Processors that it keeps its threads on; null when nothing is pinned.</param>
/// <param name="JobId">Job of the cluster's scheduler; null outside of one.</param>
public sealed record WorkerFile(string Name, string Host, ProcessIdentity Process, IReadOnlyList<int>? Cpus, string? JobId)
{
    private const string Prefix = "worker-", Extension = ".json";

    /// <summary>A worker that is this process.</summary>
    /// <param name="cpus">Processors that it keeps its threads on; null when nothing is pinned.</param>
    public static WorkerFile OfThisProcess(IReadOnlyList<int>? cpus) => new(
        $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}", Environment.MachineName, ProcessIdentity.Current, cpus,
        SchedulerJob.Id);

    /// <summary>Path of the file of a worker.</summary>
    public static string PathOf(CampaignFolder folder, string name) => Path.Combine(folder.Claims, Prefix + name + Extension);

    /// <summary>Writes the file, which tells the others that the worker lives.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public void Write(CampaignFolder folder) => WholeFile.WriteText(PathOf(folder, Name), ClaimDocument.Text(this));

    /// <summary>Deletes the files of this machine's workers whose processes are gone: killed ones leave them.</summary>
    public static void DeleteDead(CampaignFolder folder)
    {
        foreach (var dead in ReadAll(folder).Where(worker => worker.Process.IsAlive() == false))
            dead.Delete(folder);
    }

    /// <summary>Deletes the file; one that cannot be deleted stays, and its reader finds the process gone.</summary>
    public void Delete(CampaignFolder folder) => WholeFile.TryDelete(PathOf(folder, Name));

    /// <summary>The files of all workers of a campaign, living or dead.</summary>
    public static IReadOnlyList<WorkerFile> ReadAll(CampaignFolder folder) => Directory.Exists(folder.Claims)
        ? [.. Directory.EnumerateFiles(folder.Claims, Prefix + "*" + Extension).Select(ClaimDocument.ReadOrNull<WorkerFile>).OfType<WorkerFile>()]
        : [];
}
