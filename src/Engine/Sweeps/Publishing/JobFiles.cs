using System.Globalization;
using ButterE.Engine.Campaigns;

namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>
/// The power readings of jobs, one file each. In the layout the runs of a job follow each other on a node. Runs that overlapped, as those of several
/// workers do, go into jobs of their own: one for each worker that was busy at the same time.
/// </summary>
/// <param name="folder">Folder of the files.</param>
/// <param name="firstFree">Number from which on no job of the scheduler is named.</param>
internal sealed class JobFiles(string folder, long firstFree) : IDisposable
{
    private sealed record Lane(string Job, StreamWriter Writer)
    {
        public long BusyUntil { get; set; }
    }

    private readonly HashSet<string> used = [];
    private readonly List<Lane> lanes = [];
    private (string Host, string? Job)? group;
    private long next = firstFree;

    /// <summary>Jobs so far.</summary>
    public int Count => used.Count;

    /// <summary>Writes the readings of a run.</summary>
    /// <param name="run">The run; runs come by node, by job of the scheduler, then by start.</param>
    /// <returns>The job under which they are.</returns>
    public string Add(PublishedRun run)
    {
        if (group != (run.Host, run.Job))
        {
            CloseLanes();
            group = (run.Host, run.Job);
        }

        var lane = lanes.Find(lane => lane.BusyUntil <= run.Start) ?? Open(run.Job);
        lane.BusyUntil = run.BusyUntil;
        for (var minute = 0; minute < run.Watts.Length; minute++)
        {
            var time = DateTime.UnixEpoch.AddMicroseconds(run.Start + minute * (long)(RawLayout.SampleSeconds * 1e6));
            lane.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss.ffffff}Z,{run.Host},{run.Watts[minute]}"));
        }

        return lane.Job;
    }

    /// <inheritdoc/>
    public void Dispose() => CloseLanes();

    private Lane Open(string? wanted)
    {
        // A job that was requeued to another node has its file already.
        var job = wanted is not null && long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out _) && used.Add(wanted) ? wanted : null;
        if (job is null)
            used.Add(job = next++.ToString(CultureInfo.InvariantCulture));
        var lane = new Lane(job, new StreamWriter(Path.Combine(folder, job + ".csv")));
        lane.Writer.WriteLine(string.Join(',', RawLayout.PowerColumns));
        lanes.Add(lane);
        return lane;
    }

    private void CloseLanes()
    {
        foreach (var lane in lanes)
            lane.Writer.Dispose();
        lanes.Clear();
    }
}
