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
}
