using System.Globalization;
using System.Text.Json;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Networks;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Simulation;

/// <summary>
/// Writes a simulated campaign in the raw layout of BUTTER-E. Every file says that it is simulated: each row carries the name of a node, and no
/// node that exists has such a name.
/// </summary>
internal sealed class CampaignFiles
{
    private const long Minute = 60_000_000;
    private const double ReadingNoiseWatts = 3;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    private readonly string folder;
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

    /// <summary>Opens the folder.</summary>
    /// <exception cref="InputException">It is not empty or cannot be made.</exception>
    public CampaignFiles(string folder)
    {
        this.folder = folder;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, RawLayout.PowerFolder));
            // Files of another campaign would be read with those of this one.
            if (Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any())
                throw new InputException($"{folder}: the folder is not empty; name a new one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: the folder cannot be made: {e.Message}");
        }
    }

    /// <summary>The first reading of a node at or after an instant, µs since 1970 UTC.</summary>
    public static long NextReading(SimulatedNode node, long microseconds)
    {
        var phase = node.PhaseSeconds * 1_000_000L;
        return (microseconds - phase + Minute - 1) / Minute * Minute + phase;
    }

    /// <summary>Writes all files of the raw layout.</summary>
    /// <returns>Power readings written.</returns>
    public long Write(IReadOnlyList<SimulatedRun> runs, SimulatedCluster cluster, SimulationRandom random)
    {
        long samples = 0;
        foreach (var job in runs.Where(run => run.Fault != PlantedFault.NoFile).GroupBy(run => run.Job))
            samples += WriteJob(job.Key, [.. job.OrderBy(run => run.StartMicroseconds)], random);
        WriteMetadata(runs);
        WriteNodes(cluster);
        WriteText("README.txt", Invariant($"""
            Simulated campaign: nothing in this folder was measured. Written by buttere simulate campaign ({runs.Count} runs) in the raw layout of
            BUTTER-E (OEDI submission 5991). Names of nodes begin with "{RawLayout.SimulatedPrefix}". Times of runs are UTC, those of the power
            readings America/Denver with a false Z, as in the original. planted.json and planted_runs.csv say what ingestion and fit shall find.
            """));
        WriteLines("planted_runs.csv", "run_id,fate,host_name", runs.Select(run => $"{run.Id},{run.Fate},{run.Node.Name}"));
        return samples;
    }

    /// <summary>Writes what was planted.</summary>
    public void WritePlanted(PlantedCampaign planted) => WriteText("planted.json", JsonSerializer.Serialize(planted, Json));

    // The job's node idles before its first run and after its last.
    private long WriteJob(int job, SimulatedRun[] runs, SimulationRandom random)
    {
        var node = runs[0].Node;
        var readings = new List<(long Instant, int Watts)>();
        var next = 0;
        var begin = NextReading(node, runs[0].StartMicroseconds) - 3 * Minute;
        for (var instant = begin; instant <= runs[^1].EndMicroseconds + Minute; instant += Minute)
        {
            while (next < runs.Length - 1 && instant > runs[next].EndMicroseconds)
                next++;
            var isBusy = instant >= runs[next].StartMicroseconds && instant <= runs[next].EndMicroseconds;
            var above = isBusy ? runs[next].Watts - SimulatedCluster.IdleWatts[node.Type.HasGpu ? "gpu1" : "cpu1"] : 0;
            var watts = node.TypeIdleWatts + node.OffsetWatts / 3.0 + above + ReadingNoiseWatts * random.Normal();
            readings.Add((instant, Math.Max(1, (int)Math.Round(watts))));
        }

        foreach (var run in runs)
            Spoil(readings, run, random);
        WriteLines(
            Path.Combine(RawLayout.PowerFolder, Invariant($"{job}.csv")), string.Join(',', RawLayout.PowerColumns),
            readings.Select(reading => Invariant($"{Local(reading.Instant):yyyy-MM-ddTHH:mm:ss}Z,{node.Name},{reading.Watts}")));
        return readings.Count;
    }

    private static void Spoil(List<(long Instant, int Watts)> readings, SimulatedRun run, SimulationRandom random)
    {
        var inside = readings.FindAll(reading => reading.Instant >= run.StartMicroseconds && reading.Instant <= run.EndMicroseconds);
        switch (run.Fault)
        {
            case PlantedFault.NoneInWindow:
                readings.RemoveAll(inside.Contains);
                break;
            case PlantedFault.TooFew:
                // One less than the rule asks for: n must be at least the minutes less one.
                var left = (int)Math.Ceiling(run.Seconds / 60 - 1) - 1;
                var drop = inside.OrderBy(_ => random.Unit()).Take(inside.Count - left).ToHashSet();
                readings.RemoveAll(drop.Contains);
                break;
            case PlantedFault.ZeroWatts:
                var at = readings.IndexOf(inside[random.Below(inside.Count)]);
                readings[at] = (readings[at].Instant, 0);
                break;
        }
    }

    private void WriteMetadata(IReadOnlyList<SimulatedRun> runs)
    {
        var experiments = new Dictionary<string, int>();
        WriteLines(
            RawLayout.MetadataFile,
            string.Join(',', RawLayout.MetadataColumns),
            runs.Select(run =>
            {
                var point = run.Point;
                experiments.TryAdd(point.Experiment, experiments.Count + 1);
                return Invariant($"{run.Id},{point.Experiment},{experiments[point.Experiment]},{run.Job},{RawLayout.Time(run.StartMicroseconds)},")
                    + Invariant($"{RawLayout.Time(run.EndMicroseconds)},{RawLayout.Time(run.EndMicroseconds)},{run.Node.Name},{point.Size},{point.Depth},")
                    + Invariant($"{ShapeName.Of(point.Shape)},{point.Dataset.Name},0.0001,256,Adam,{(run.IsGpu ? "True" : "False")},")
                    + Invariant($"\"{{\"\"simulated\"\": true, \"\"num_free_parameters\"\": {point.Network.Parameters}}}\",simulated_energy");
            }));
    }

    private void WriteNodes(SimulatedCluster cluster)
    {
        WriteLines(RawLayout.NodesFile, string.Join(", ", RawLayout.NodesColumns),
            cluster.Nodes.Select(node => $"{node.Name}, {node.Type.Cpus}, {node.Type.Memory}, {node.Type.TmpDisk}, {node.Type.Gres}"));
        WriteLines(RawLayout.NodePowerFile, RawLayout.NodePowerHeader, cluster.Nodes.Select(node =>
        {
            var idle = node.TypeIdleWatts + node.OffsetWatts;
            // Idle up to the 7 % quantile, then a straight line to full load.
            var quantiles = RawLayout.QuantileNames.Select(RawLayout.ShareOf)
                .Select(share => share < 0.02 ? idle - 3 : share <= 0.07 ? idle : idle + Math.Round(150 * (share - 0.07)));
            return Invariant($"{node.Name},100000,{idle - 10},{string.Join(',', quantiles)},{idle + 200}");
        }));
    }

    private DateTime Local(long microseconds) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMicroseconds(microseconds), zone);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void WriteText(string name, string text) => WholeFile.WriteText(Path.Combine(folder, name), text);

    private void WriteLines(string name, string header, IEnumerable<string> lines)
    {
        var path = Path.Combine(folder, name);
        try
        {
            File.WriteAllLines(path, lines.Prepend(header));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {e.Message}");
        }
    }
}
