using System.Globalization;
using ButterE.Engine.Ingest;
using ButterE.Engine.Model;

namespace ButterE.Engine.Tests.Ingest;

/// <summary>A small campaign in the raw layout, written by a test.</summary>
internal sealed class RawCampaign : IDisposable
{
    private const string Header = "run_id,experiment_id,old_experiment_id,slurm_job_id,start_time,update_time,end_time,host_name,size,depth,shape,"
        + "dataset,learning_rate,batch_size,optimizer,is_gpu,run_data,batch";

    private readonly Dictionary<string, List<string>> power = [];
    private readonly List<string> runs = [];

    public string Root { get; } = Directory.CreateTempSubdirectory("buttere-ingest-").FullName;

    public string Nodes { get; set; } = """
        HOSTNAMES, CPUS, MEMORY, TMP_DISK, GRES
        n1, 36, 85248, 900000, (null)
        n2, 36, 180224, 900000, (null)
        g1, 36, 751616, 1500000, gpu:v100:2
        """;

    public string NodePower { get; set; } = "node,count,min,p1,p2,p3,max\nn1,9,1,219,220,221,400\nn2,9,1,229,230,231,400\ng1,9,1,373,374,375,900\n";

    public IngestSettings Settings => new()
    {
        PowerFolder = Path.Combine(Root, "power"),
        Metadata = Path.Combine(Root, "metadata.csv"),
        Nodes = Path.Combine(Root, "nodes.csv"),
        NodePower = Path.Combine(Root, "node_power.csv"),
        Output = Path.Combine(Root, "runs.parquet"),
        Dropped = Path.Combine(Root, "dropped.csv"),
        TimeZone = "America/Denver",
    };

    /// <summary>The start of a run at so many seconds after noon UTC of a summer day, as the metadata write it.</summary>
    public static string Utc(double second) =>
        new DateTime(2022, 10, 1, 12, 0, 0).AddSeconds(second).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>The same instant on the clocks of Denver, with the false Z of the power readings.</summary>
    public static string Denver(double second) =>
        new DateTime(2022, 10, 1, 6, 0, 0).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Adds a run without any reading.</summary>
    public RawCampaign Run(
        string id, double start, double end, string job = "1", string node = "n1", string dataset = "201_pol", int size = 128, int depth = 3,
        string shape = "rectangle", bool gpu = false, string batch = "energy", string? experiment = null)
    {
        experiment ??= $"{dataset}-{shape}-{depth}-{size}";
        runs.Add($"{id},{experiment},7,{job},{Utc(start)},{Utc(end)},,{node},{size},{depth},{shape},{dataset},0.0001,256,Adam,"
            + $"{(gpu ? "True" : "False")},\"{{\"\"a\"\": 1}}\",{batch}");
        return this;
    }

    /// <summary>Adds a row to the metadata as it stands.</summary>
    public RawCampaign Row(string row)
    {
        runs.Add(row);
        return this;
    }

    /// <summary>Adds readings, seconds after noon UTC.</summary>
    public RawCampaign Readings(string job, string node, params ReadOnlySpan<(double Second, int Watts)> readings)
    {
        foreach (var (second, watts) in readings)
            Reading(job, Denver(second), node, $"{watts}");
        return this;
    }

    /// <summary>Adds a line to the file of a job.</summary>
    public RawCampaign Reading(string job, string timestamp, string node, string watts)
    {
        if (!power.TryGetValue(job, out var lines))
            power[job] = lines = ["timestamp,node,watts"];
        lines.Add($"{timestamp},{node},{watts}");
        return this;
    }

    /// <summary>Adds a run of a job of its own at a steady power, read every minute from one minute before its start.</summary>
    public RawCampaign Steady(
        string id, double seconds, int watts, string node = "n1", string dataset = "201_pol", int size = 128, int depth = 3,
        string shape = "rectangle", bool gpu = false)
    {
        Run(id, 0, seconds, "job" + id, node, dataset, size, depth, shape, gpu);
        for (double second = -60; second <= seconds + 60; second += 60)
            Readings("job" + id, node, (second + 30, watts));
        return this;
    }

    public IngestResult Ingest(Func<IngestSettings, IngestSettings>? change = null)
    {
        Directory.CreateDirectory(Settings.PowerFolder);
        foreach (var (job, lines) in power)
            File.WriteAllLines(Path.Combine(Settings.PowerFolder, job + ".csv"), lines);
        File.WriteAllLines(Settings.Metadata, runs.Prepend(Header));
        File.WriteAllText(Settings.Nodes, Nodes);
        File.WriteAllText(Settings.NodePower, NodePower);
        return CampaignIngest.Run(change is null ? Settings : change(Settings));
    }

    /// <summary>The written runs by identity.</summary>
    public IReadOnlyDictionary<string, RunCells> Written() => RunTable.Read(Settings.Output).ToDictionary(row => row.Text("run_id")!);

    /// <summary>The reasons of the dropped runs by identity.</summary>
    public IReadOnlyDictionary<string, string> Dropped() =>
        File.ReadAllLines(Settings.Dropped!).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[0], cells => cells[1]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
