using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Sweeps.Claims;

/// <summary>
/// That one worker works on something: the files claims/WHAT.1, WHAT.2, …, of which the highest counts. A worker that finds the highest to be a dead
/// worker's makes the next one; of two that try only one can, because the name is given with link(2). Claims save work, no more: a run done
/// twice gives the same row, and rows and states are written whole, so that a wrong judgement costs time and nothing else.
/// </summary>
public sealed class RunClaim : IDisposable
{
    private readonly CampaignFolder folder;
    private readonly string what;
    private readonly int number;

    private RunClaim(CampaignFolder folder, string what, int number, int deaths) =>
        (this.folder, this.what, this.number, Deaths) = (folder, what, number, deaths);

    /// <summary>Workers that died one after the other while they had this claim, without having saved anything between.</summary>
    public int Deaths { get; }

    /// <summary>Claims something; null when a living worker has it.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="what">What is claimed: identity of a run, or a shard.</param>
    /// <param name="me">The worker.</param>
    /// <param name="saved">What is saved of the run, as a number that grows; a dead worker that saved more than it found counts as none.</param>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static RunClaim? TryTake(CampaignFolder folder, string what, Heartbeat me, long saved = 0)
    {
        ArgumentNullException.ThrowIfNull(me);
        for (var (number, deaths) = (1, 0); ; number++)
        {
            var mine = new Content(me.Worker.Name, me.Worker.Process, deaths, saved, Guid.NewGuid().ToString("N"));
            if (ExclusiveFile.TryMake(PathOf(folder, what, number), ClaimDocument.Text(mine)))
                return new RunClaim(folder, what, number, deaths);
            if (Read(PathOf(folder, what, number)) is not { } held)
            {
                // Given back at this moment: whoever did has finished or stopped.
                if (!File.Exists(PathOf(folder, what, number)))
                    return null;
                continue;
            }

            if (held.Token == mine.Token)
                return new RunClaim(folder, what, number, deaths);
            if (me.IsAlive(held.Worker, held.Process))
                return null;
            deaths = saved > held.Saved ? 1 : held.Deaths + 1;
        }
    }

    /// <summary>What is claimed by living workers.</summary>
    /// <param name="folder">The campaign.</param>
    public static HashSet<string> Living(CampaignFolder folder)
    {
        var living = new HashSet<string>();
        if (!Directory.Exists(folder.Claims))
            return living;
        foreach (var path in Directory.EnumerateFiles(folder.Claims))
        {
            var name = Path.GetFileName(path);
            if (name.LastIndexOf('.') is > 0 and var dot && int.TryParse(name.AsSpan(dot + 1), out _) && Read(path) is { } held && IsFresh(folder, held))
                living.Add(name[..dot]);
        }

        return living;
    }

    /// <summary>Gives the claim back.</summary>
    public void Dispose()
    {
        // The lowest first: as long as the highest is there, it is this worker's, which lives. One that stays counts as long as this process lives.
        for (var i = 1; i <= number; i++)
            WholeFile.TryDelete(PathOf(folder, what, i));
    }

    private static string PathOf(CampaignFolder folder, string what, int number) => Path.Combine(folder.Claims, $"{what}.{number}");

    // Without a worker of its own a look from outside compares with the clock of this machine.
    private static bool IsFresh(CampaignFolder folder, Content held) => held.Process.IsAlive()
        ?? (WorkerFile.PathOf(folder, held.Worker) is var path && File.Exists(path) && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < Heartbeat.Silence);

    private static Content? Read(string path) => ClaimDocument.ReadOrNull<Content>(path);

    /// <summary>What a claim says.</summary>
    private sealed record Content(string Worker, ProcessIdentity Process, int Deaths, long Saved, string Token);
}
