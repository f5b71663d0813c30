using ButterE.Engine.Data;
using ButterE.Engine.Networks;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>What a campaign shall run: every combination of its lists.</summary>
public sealed record SweepDescription
{
    /// <summary>The data.</summary>
    public required IReadOnlyList<DescribedData> Datasets { get; init; }

    /// <summary>Shapes of the networks.</summary>
    public IReadOnlyList<Shape> Shapes { get; init; } = [Shape.Rectangle];

    /// <summary>Layers, the output layer included.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Target numbers of parameters.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>Rows of a batch.</summary>
    public IReadOnlyList<int> BatchSizes { get; init; } = [256];

    /// <summary>Devices as the option --device names them.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Schedules, <c>fused</c> or <c>textbook</c>.</summary>
    public IReadOnlyList<string> Schedules { get; init; } = ["fused"];

    /// <summary>Energy meters, <c>none</c> for none; a null leaves the choice to whoever runs the plan.</summary>
    public IReadOnlyList<string?> Meters { get; init; } = [null];

    /// <summary>Runs of each combination.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>Epochs of each run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Learning rate of Adam.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Seed of split, initial parameters and synthetic data.</summary>
    public int Seed { get; init; }

    /// <summary>Threads of each run at most; null for what the worker has.</summary>
    public int? Threads { get; init; }

    /// <summary>SIMD path of the runs on the CPU; null for that of the planning machine.</summary>
    public string? Simd { get; init; }

    /// <summary>Whether of several shapes that come to the same network, as at depth 2, only the first is planned.</summary>
    public bool DistinctNetworks { get; init; }
}

/// <summary>Data of a description: a registered data set, a file, or a file under the rules of a registered data set.</summary>
/// <param name="Dataset">Registered data set; null for a file of the user's own.</param>
/// <param name="File">The file, absolute; null for shipped or synthetic data.</param>
/// <param name="Name">Name in the plan; null for that of the data set or file.</param>
/// <param name="Task">Task in place of the data's own.</param>
public sealed record DescribedData(DatasetDescription? Dataset, string? File = null, string? Name = null, LearningTask? Task = null);
