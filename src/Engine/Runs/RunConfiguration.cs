using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;

namespace ButterE.Engine.Runs;

/// <summary>
/// Everything that is decided before a run starts. Two runs with equal configurations are the same run: <see cref="RunId"/>
/// hashes every property of this record, so a property belongs here only if changing it asks for a new run.
/// </summary>
public sealed record RunConfiguration
{
    /// <summary>Name of the data set; null for a user's own data.</summary>
    public string? Dataset { get; init; }

    /// <summary>Where the rows come from: a file, or the name of the generator.</summary>
    public required string DataSource { get; init; }

    /// <summary>SHA-256 of the user's file that the rows are from, as it lay on the disk; null without a file.</summary>
    public string? DataSha256 { get; init; }

    /// <summary>Whether the rows were generated instead of observed.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The task where it is not that of the registered data set, or of other data not classification; else null.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>How columns became inputs and targets where not by the paper's rule; else null.</summary>
    public EncodingRule? Encoding { get; init; }

    /// <summary>Which rows train where not by the paper's split; else null.</summary>
    public SplitRule? Split { get; init; }

    /// <summary>SHA-256 of the parameters that the run started from, and of Adam's moments where it went on with them, layer by layer; null where <see cref="Seed"/> makes them.</summary>
    public string? InitSha256 { get; init; }

    /// <summary>Published name of the network's shape; null when its widths were given.</summary>
    public string? Shape { get; init; }

    /// <summary>Layers, the output layer included.</summary>
    public required int Depth { get; init; }

    /// <summary>Target number of parameters; null when the widths were given.</summary>
    public long? Size { get; init; }

    /// <summary>Units of each layer, the output layer last.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Trainable parameters of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Input units after encoding.</summary>
    public required int Inputs { get; init; }

    /// <summary>Output units.</summary>
    public required int Outputs { get; init; }

    /// <summary>Rows of the data before the split; null when not known.</summary>
    public int? Rows { get; init; }

    /// <summary>Feature columns before encoding; null when not known.</summary>
    public int? RawFeatures { get; init; }

    /// <summary>Rows of a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Learning rate of Adam.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Seed of initialisation, split and shuffling.</summary>
    public required long Seed { get; init; }

    /// <summary>Epochs asked for.</summary>
    public required int Epochs { get; init; }

    /// <summary>Device as the option <c>--device</c> names it.</summary>
    public required string Device { get; init; }

    /// <summary><c>textbook</c> or <c>fused</c>.</summary>
    public required string Schedule { get; init; }

    /// <summary><c>tf32</c> where the products are rounded to it; null for float32.</summary>
    public string? Precision { get; init; }

    /// <summary>SIMD path: v512, v256, v128 or scalar; null on other devices than the CPU.</summary>
    public string? Simd { get; init; }

    /// <summary>Threads asked for; null when the engine may choose.</summary>
    public int? Threads { get; init; }

    /// <summary>Number of this repetition of an otherwise equal run, from 0.</summary>
    public required int Replicate { get; init; }

    /// <summary>Energy meter that a plan asks for, <c>none</c> for no meter; null when whoever starts the run chooses.</summary>
    public string? Meter { get; init; }

    /// <summary>Version of the engine that runs it.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>A task as <see cref="Task"/> states it.</summary>
    /// <param name="dataset">Name of the registered data set; null for other data.</param>
    /// <param name="task">The task; null for the data's own.</param>
    public static LearningTask? TaskBeside(string? dataset, LearningTask? task) =>
        task == ((dataset is null ? null : DatasetRegistry.Find(dataset))?.Task ?? LearningTask.Classification) ? null : task;

    /// <summary>The network that is trained.</summary>
    public Network ToNetwork() => new(Inputs, Widths, Shape == ShapeName.Of(Networks.Shape.RectangleResidual));

    /// <summary>The schedule that it is trained by.</summary>
    public Schedule ToSchedule() => ScheduleName.OrFused(Schedule);

    /// <summary>What its products compute with.</summary>
    public Precision ToPrecision() => PrecisionName.TryParse(Precision, out var precision) ? precision : Training.Precision.Float32;
}
