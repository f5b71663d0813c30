using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Claims;

/// <summary>
/// Keeps a worker's file fresh, and tells living workers from dead ones: on its own machine by their processes, elsewhere by the age of their files.
/// Ages are compared between files of one file system, so that the clocks of the machines do not matter.
/// </summary>
public sealed class Heartbeat : IDisposable
{
    /// <summary>Time between two signs of life.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which a worker of another machine is taken for dead; network file systems show changes up to a minute late.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private readonly CampaignFolder folder;
    private readonly Timer timer;
    private volatile int mostCoRunners;

    /// <summary>Begins to give signs of life.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="worker">The worker, which is this process.</param>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public Heartbeat(CampaignFolder folder, WorkerFile worker)
    {
        (this.folder, Worker) = (folder, worker);
        WorkerFile.DeleteDead(folder);
        worker.Write(folder);
        timer = new Timer(_ => Beat(), null, Interval, Interval);
    }

    /// <summary>The worker.</summary>
    public WorkerFile Worker { get; }

    /// <summary>Starts to count the workers beside this one anew.</summary>
    public void CountCoRunners() => mostCoRunners = CoRunners().Count;

    /// <summary>Most workers of this campaign beside this one on this machine since <see cref="CountCoRunners"/>.</summary>
    public int MostCoRunners() => mostCoRunners = Math.Max(mostCoRunners, CoRunners().Count);

    /// <summary>The living workers of this campaign beside this one on this machine.</summary>
    public IReadOnlyList<WorkerFile> CoRunners() =>
        [.. WorkerFile.ReadAll(folder).Where(other => other.Name != Worker.Name && other.Process.IsAlive() == true)];

    /// <summary>Whether a worker lives.</summary>
    /// <param name="worker">Its name.</param>
    /// <param name="process">Its process.</param>
    public bool IsAlive(string worker, Probe.Machine.ProcessIdentity process) => process.IsAlive()
        ?? (File.Exists(WorkerFile.PathOf(folder, worker)) && Age(WorkerFile.PathOf(folder, worker)) < Silence);

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.Dispose();
        Worker.Delete(folder);
    }

    private TimeSpan Age(string path)
    {
        Worker.Write(folder);
        return File.GetLastWriteTimeUtc(WorkerFile.PathOf(folder, Worker.Name)) - File.GetLastWriteTimeUtc(path);
    }

    private void Beat()
    {
        try
        {
            Worker.Write(folder);
            _ = MostCoRunners();
        }
        catch (InputException)
        {
            // A full disk stops the worker when it has a row to write; until then it may be emptied.
        }
    }
}
