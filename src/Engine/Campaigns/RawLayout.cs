using System.Globalization;

namespace ButterE.Engine.Campaigns;

/// <summary>The files of a campaign as BUTTER-E publishes them (OEDI submission 5991).</summary>
public static class RawLayout
{
    /// <summary>Folder of the power readings: one file <c>JOB.csv</c> for each Slurm job.</summary>
    public const string PowerFolder = "butter_e_energy";

    /// <summary>File of the runs.</summary>
    public const string MetadataFile = "butter_e_metadata.csv";

    /// <summary>File of the nodes' properties, from sinfo.</summary>
    public const string NodesFile = "node_sinfo.csv";

    /// <summary>File of the quantiles of each node's power.</summary>
    public const string NodePowerFile = "node_power_dist.csv";

    /// <summary>Columns of a file of power readings: local time with a false Z, node, whole watts.</summary>
    public static IReadOnlyList<string> PowerColumns { get; } = ["timestamp", "node", "watts"];

    /// <summary>Columns of the file of the runs.</summary>
    public static IReadOnlyList<string> MetadataColumns { get; } =
    [
        "run_id", "experiment_id", "old_experiment_id", "slurm_job_id", "start_time", "update_time", "end_time", "host_name", "size", "depth", "shape",
        "dataset", "learning_rate", "batch_size", "optimizer", "is_gpu", "run_data", "batch",
    ];

    /// <summary>Columns of the file of the nodes; a blank follows each comma, as sinfo was asked to print it.</summary>
    public static IReadOnlyList<string> NodesColumns { get; } = ["HOSTNAMES", "CPUS", "MEMORY", "TMP_DISK", "GRES"];

    /// <summary>Names of the quantiles in the file of each node's power: the digits behind the point, two for whole per cents.</summary>
    public static IReadOnlyList<string> QuantileNames { get; } =
        ["p000001", "p00001", "p0001", "p001", .. Enumerable.Range(1, 99).Select(p => $"p{p}"), "p999", "p9999", "p99999", "p999999"];

    /// <summary>Header of the file of each node's power.</summary>
    public static string NodePowerHeader { get; } = $"node,count,min,{string.Join(',', QuantileNames)},max";

    /// <summary>Distance of the power readings, s.</summary>
    public const double SampleSeconds = 60;

    /// <summary>Epochs of every run.</summary>
    public const int Epochs = 3000;

    /// <summary>Part of the campaign that the paper leaves out: its optimizer sweep, 23,859 rows.</summary>
    public const string OptimizerSweep = "optimizer_energy_1_cpu";

    /// <summary>Data set whose small runs are taken for overhead alone: one training batch.</summary>
    public const string OverheadDataset = "505_tecator";

    /// <summary>Largest size of the runs that are taken for overhead alone.</summary>
    public const int OverheadLargestSize = 1024;

    /// <summary>First letters of the names of nodes that do not exist: every row of every file of a simulated campaign carries one.</summary>
    public const string SimulatedPrefix = "simulated-";

    /// <summary>The share that a quantile's name stands for: <c>p2</c> is 0.02, <c>p999</c> 0.999.</summary>
    public static double ShareOf(string quantile) =>
        double.Parse("0." + (quantile.Length == 2 ? "0" : "") + quantile[1..], CultureInfo.InvariantCulture);

    /// <summary>An instant as the file of the runs writes it.</summary>
    /// <param name="microseconds">µs since 1970 UTC.</param>
    public static string Time(long microseconds) =>
        DateTime.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}
