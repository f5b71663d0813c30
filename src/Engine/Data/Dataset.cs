using ButterE.Engine.Networks;
using ButterE.Kernels.Losses;

namespace ButterE.Engine.Data;

/// <summary>A data set that is encoded and ready to train on, before the split into training and test rows.</summary>
public sealed record Dataset
{
    /// <summary>The registered name, or the name of the file without its endings.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the registered data set under whose rules the rows were read or generated; null for a user's own data, whatever its file is called.</summary>
    public string? Registered { get; init; }

    /// <summary>How the columns became <see cref="Features"/> and <see cref="Targets"/>.</summary>
    public EncodingRule Encoding { get; init; }

    /// <summary>Where the numbers come from, to be shown beside every result.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the user's file that the rows are from, in lower-case hexadecimal digits; null without a file.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>Whether the numbers were generated: times and energies of a run are real, its losses say nothing about the named data.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The task.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of <see cref="Features"/>.</summary>
    public required int Inputs { get; init; }

    /// <summary>Columns of <see cref="Targets"/>.</summary>
    public required int Outputs { get; init; }

    /// <summary>Columns of features before encoding.</summary>
    public required int RawFeatures { get; init; }

    /// <summary>Inputs, row-major [Rows, Inputs]; all finite.</summary>
    public required float[] Features { get; init; }

    /// <summary>Targets, row-major [Rows, Outputs]; all finite.</summary>
    public required float[] Targets { get; init; }

    /// <summary>What results say about these data.</summary>
    public DataOrigin Origin => new(Registered, Source, Synthetic, Rows, RawFeatures, Task, Encoding, FileSha256);

    /// <summary>Refuses a network of other inputs or outputs than these data have.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">It has.</exception>
    public void RequireFit(Network network)
    {
        if (network.Inputs != Inputs || network.Outputs != Outputs)
            throw new ArgumentException($"The network has {network.Inputs} inputs and {network.Outputs} outputs, the data {Inputs} and {Outputs}.", nameof(network));
    }

    /// <summary>Output activation and loss that the task and the number of outputs imply.</summary>
    public LossKind Loss => OutputRule.LossOf(Task, Outputs);
}
