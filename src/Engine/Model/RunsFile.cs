using System.Globalization;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;

namespace ButterE.Engine.Model;

/// <summary>The runs of one table that a model of one device can use, and how many were left out.</summary>
/// <param name="Runs">Runs of the device.</param>
/// <param name="OtherDevice">Rows of other kinds of device.</param>
/// <param name="NotMeasured">Rows whose measurement is estimated, simulated, replayed or absent.</param>
/// <param name="EpochsAssumed">Runs without a number of epochs, for which the paper's 3,000 were taken.</param>
public sealed record RunSelection(IReadOnlyList<MeasuredRun> Runs, int OtherDevice, int NotMeasured, int EpochsAssumed)
{
    /// <summary>Runs of a simulated campaign, whose table names no kind of energy and whose planted costs a fit shall bring back.</summary>
    public int Simulated => Runs.Count(run => run.IsSimulated);

    /// <summary>Rows of runs that stopped before their last epoch, since a loss was not finite.</summary>
    public int NotCompleted { get; init; }

    /// <summary>The numbers of threads that the runs say they used, ascending.</summary>
    public IReadOnlyList<int> ThreadsUsed => [.. Runs.Select(run => run.Setup.Threads).OfType<int>().Distinct().Order()];

    /// <summary>What a fit of runs on so many threads must say; null where all ran on as many, or the model tells them apart.</summary>
    /// <param name="threadsUsed">The numbers of threads, ascending.</param>
    /// <param name="knowsThreads">Whether it does; see <see cref="EnergyModel.KnowsThreads"/>.</param>
    public static string? NoteOnThreads(IReadOnlyList<int> threadsUsed, bool knowsThreads) => threadsUsed.Count < 2 || knowsThreads ? null
        : $"Runs on {string.Join(", ", threadsUsed)} threads are fitted together, and no term of this model knows threads: networks on either side of the change are predicted worst.";
}

/// <summary>
/// Reads tables of runs: the published BUTTER-E table and excerpts of it (CSV), and this project's run records (Parquet).
/// Columns: dataset, shape, size, depth, and a measurement; see <see cref="Read"/>.
/// </summary>
public static class RunsFile
{
    /// <summary>Epochs of every run of the paper.</summary>
    public const int PaperEpochs = RawLayout.Epochs;

    // RunStatus.Completed as run files spell it.
    private const string Completed = "completed";

    private static readonly string[] EnergyColumns = ["std_energy_j", "std_energy", "joules"];
    private static readonly string[] TimeColumns = ["run_time_s", "run_time", "seconds"];

    /// <summary>
    /// Reads the runs of one kind of device. Joules are in <c>std_energy_j</c>, <c>std_energy</c> or <c>joules</c>, seconds in
    /// <c>run_time_s</c>, <c>run_time</c> or <c>seconds</c>. Optional: <c>hardware</c>, <c>is_gpu</c> or <c>device</c>;
    /// <c>epochs</c>; <c>batch_size</c> or a numeric <c>batch</c> (else 256); <c>schedule</c>; <c>simd</c> (else v512); <c>threads_used</c>; <c>widths</c> (else solved from shape, depth and
    /// size); <c>inputs</c>, <c>outputs</c>, <c>rows</c>, <c>raw_features</c> (needed for data sets that are not the paper's);
    /// <c>split</c> (<c>none</c> where every row trained); <c>energy_kind</c>, of which <c>measured</c> and <c>counter-derived</c> count as measured energies
    /// and all but <c>simulated</c> as measured times; <c>simulated</c>, whose rows are counted; <c>energy_overhead</c> or <c>runtime_overhead</c>; <c>status</c>, of which only <c>completed</c> ran all epochs.
    /// </summary>
    /// <param name="path">A CSV file, a Parquet file, or a folder of Parquet files.</param>
    /// <param name="target">Which measurement to take.</param>
    /// <param name="device">Device whose runs are wanted, as a profile names it: <c>cpu</c>, <c>cuda:0</c>, ….</param>
    /// <param name="needMeasurement">Whether the measurement's column must be there.</param>
    /// <exception cref="InputException">The table cannot be read or a cell is missing or wrong; file, row and column are named.</exception>
    public static RunSelection Read(string path, CostTarget target, string device, bool needMeasurement = true) =>
        Select(RunTable.Read(path), target, device, needMeasurement);

    /// <summary>Selects from rows that were read before; see <see cref="Read"/>.</summary>
    internal static RunSelection Select(IReadOnlyList<RunCells> rows, CostTarget target, string device, bool needMeasurement = true)
    {
        var candidates = target == CostTarget.Energy ? EnergyColumns : TimeColumns;
        var wanted = KindOf(device);
        var runs = new List<MeasuredRun>(rows.Count);
        int others = 0, notMeasured = 0, notCompleted = 0, assumed = 0;
        foreach (var row in rows)
        {
            if (DeviceKind(row) is { } its && its != wanted)
            {
                others++;
                continue;
            }

            if (row.Text("status") is { } status && status != Completed)
            {
                notCompleted++;
                continue;
            }

            var column = candidates.FirstOrDefault(row.Cells.ContainsKey);
            if (column is null && needMeasurement)
            {
                throw new InputException($"{row.File}: no column {string.Join(", ", candidates[..^1])} or {candidates[^1]}; "
                    + $"it has {string.Join(", ", row.Cells.Keys)}");
            }

            // Simulated runs of this engine have simulated times too.
            var kind = row.Text("energy_kind");
            var isMeasured = target == CostTarget.Time ? kind != "simulated" : kind is null or "measured" or "counter-derived";
            var measured = isMeasured && column is not null ? row.Positive(column) : null;
            if (measured is null && needMeasurement)
            {
                notMeasured++;
                continue;
            }

            if (row.Count("epochs") is null)
                assumed++;
            runs.Add(ToRun(row, measured) with { Overhead = row.NotNegative(target == CostTarget.Energy ? "energy_overhead" : "runtime_overhead") });
        }

        return new RunSelection(runs, others, notMeasured, assumed) { NotCompleted = notCompleted };
    }

    private static MeasuredRun ToRun(RunCells row, double? measured)
    {
        var name = row.Text("dataset");
        var known = name is null ? null : DatasetRegistry.Find(name);
        if (known is null && !row.Has("inputs"))
        {
            throw name is null ? row.Missing("dataset") : row.Bad(
                "dataset", $"is none of the paper's ({string.Join(", ", DatasetRegistry.All.Select(d => d.Name))}), "
                + "and there are no columns inputs, outputs, rows and raw_features");
        }

        var inputs = row.Count("inputs") ?? known?.Inputs ?? throw row.Missing("inputs");
        var outputs = row.Count("outputs") ?? known?.Outputs ?? throw row.Missing("outputs");
        var observations = row.Count("rows") ?? known?.Observations ?? throw row.Missing("rows");
        var rawFeatures = row.Count("raw_features") ?? known?.RawFeatures ?? throw row.Missing("raw_features");
        var isPublishedData = known is not null && known.Inputs == inputs && known.Outputs == outputs && known.RawFeatures == rawFeatures;

        var shape = row.Text("shape");
        var network = NetworkOf(row, shape, inputs, outputs, out var size);
        var setup = new TrainingSetup(
            network, rawFeatures, BatchOf(row), observations, isPublishedData ? known!.BytesPerDatum : null, ScheduleOf(row))
        {
            Simd = SimdOf(row),
            Threads = row.Count("threads_used"),
            Split = SplitOf(row),
        };
        return new MeasuredRun(setup, row.Count("epochs") ?? PaperEpochs, measured)
        {
            Dataset = name,
            Shape = shape,
            Size = size,
            IsSimulated = IsTrue(row, "simulated"),
            RunId = row.Text("run_id"),
        };
    }

    private static Network NetworkOf(RunCells row, string? shapeName, int inputs, int outputs, out long? size)
    {
        size = row.Count("size");
        var shape = Shape.Rectangle;
        if (shapeName is not null && !ShapeName.TryParse(shapeName, out shape))
            throw row.Bad("shape", $"is none of {string.Join(", ", ShapeName.All)}");
        if (row.Text("widths") is { } list)
        {
            var widths = list.Split([',', ' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
                .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0
                    ? width
                    : throw row.Bad("widths", "is not a list of positive numbers"))
                .ToArray();
            if (widths.Length == 0 || widths[^1] != outputs)
                throw row.Bad("widths", $"does not end with the {outputs} outputs");
            return new Network(inputs, widths, shape == Shape.RectangleResidual);
        }

        if (shapeName is null)
            throw row.Missing("shape");
        var depth = row.RequiredCount("depth");
        if (depth < 2)
            throw row.Bad("depth", "must be at least 2 (the output layer counts)");
        return NetworkSolver.Solve(shape, inputs, outputs, depth, size ?? throw row.Missing("size"));
    }

    // In the published table the column batch names a part of the campaign, and batch_size is the size.
    private static int BatchOf(RunCells row) => row.Count("batch_size") ?? row.Count("batch") ?? TrainingSetup.PaperBatch;

    private static Schedule ScheduleOf(RunCells row) => row.Text("schedule") is not { } name
        ? Schedule.Fused
        : ScheduleName.TryParse(name, out var schedule) ? schedule : throw row.Bad("schedule", "is neither textbook nor fused");

    private static SimdPath SimdOf(RunCells row)
    {
        if (row.Text("simd") is not { } name)
            return SimdPath.V512;
        foreach (var path in Enum.GetValues<SimdPath>())
        {
            if (SimdSelection.NameOf(path) == name)
                return path;
        }

        throw row.Bad("simd", $"is none of {string.Join(", ", Enum.GetValues<SimdPath>().Select(SimdSelection.NameOf))}");
    }

    private static string? DeviceKind(RunCells row)
    {
        if (row.Text("hardware") is { } hardware)
            return KindOf(hardware);
        if (row.Text("is_gpu") is null)
            return row.Text("device") is { } device ? KindOf(device) : null;
        return IsTrue(row, "is_gpu") ? "gpu" : "cpu";
    }

    private static bool IsTrue(RunCells row, string column) => row.Text(column)?.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "T" => true,
        null or "FALSE" or "0" or "F" => false,
        _ => throw row.Bad(column, "is neither true nor false"),
    };

    private static SplitRule SplitOf(RunCells row) => row.Text("split") switch
    {
        null or "paper" => SplitRule.Paper,
        "none" => SplitRule.None,
        _ => throw row.Bad("split", "is neither paper nor none"),
    };

    /// <summary>Whether two devices are of one kind; see <see cref="KindOf"/>.</summary>
    internal static bool AreOfOneKind(string device, string other) => KindOf(device) == KindOf(other);

    /// <summary>cuda:0, opencl:1 and gpu are one kind of device to a model; cpu and the simulator are others.</summary>
    internal static string KindOf(string device) => device.Split(':')[0].ToUpperInvariant() switch
    {
        "CPU" => "cpu",
        "SIMULATOR" => "simulator",
        _ => "gpu",
    };
}
