using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.WorkingSets;

/// <summary>What a run trains, as far as working sets and the cost model need it: the network, the batch and the data set's dimensions.</summary>
/// <param name="Network">The network; its inputs are the columns after encoding.</param>
/// <param name="RawFeatures">Feature columns before encoding: the width v0 that the paper's notebook gives to the input layer.</param>
/// <param name="Batch">Rows of a batch.</param>
/// <param name="Rows">Rows of the data set before the split; null when not known.</param>
/// <param name="BytesPerDatum">Bytes of one row of the data working set; null for 4 x (raw features + outputs).</param>
/// <param name="Schedule">The schedule of the training step, which decides what the placement <c>engine</c> counts.</param>
public sealed record TrainingSetup(
    Network Network, int RawFeatures, int Batch, int? Rows, int? BytesPerDatum = null, Schedule Schedule = Schedule.Fused)
{
    /// <summary>The SIMD path that ran, which decides how wide the panels are that the placement <c>engine</c> counts; the widest unless given.</summary>
    public SimdPath Simd { get; init; } = SimdPath.V512;

    /// <summary>Threads that train; null when not known, which leaves them to the rule of a model.</summary>
    public int? Threads { get; init; }

    /// <summary>Which rows train.</summary>
    public SplitRule Split { get; init; }

    /// <summary>The paper's batch: 256 rows.</summary>
    public const int PaperBatch = 256;

    /// <summary>Bytes of one row as the data working set counts it.</summary>
    public int DatumBytes => BytesPerDatum ?? sizeof(float) * (RawFeatures + Network.Outputs);

    /// <summary>Bytes of the whole data set; null when the number of rows is not known.</summary>
    public double? DataBytes => Rows is { } rows ? (double)rows * DatumBytes : null;

    /// <summary>Training rows of an epoch, rounded up to whole batches; the number of rows must be known.</summary>
    public double TrainingData => (double)Batches.Training * Batch;

    /// <summary>Batches of an epoch.</summary>
    /// <exception cref="InvalidOperationException">The number of rows is not known.</exception>
    public BatchCounts Batches => Rows is not { } rows
        ? throw new InvalidOperationException("the number of rows of the data set must be known")
        : Split == SplitRule.None ? BatchCounts.WithoutSplit(rows, Batch) : BatchCounts.Of(rows, Batch);

    /// <summary>The same run with the input layer and the data set counted as they are after encoding.</summary>
    public TrainingSetup WithEncodedInputs() => this with { RawFeatures = Network.Inputs, BytesPerDatum = null };

    /// <summary>A network trained on one of the paper's data sets.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    public static TrainingSetup Of(DatasetDescription dataset, Network network, int batch = PaperBatch) =>
        new(network, dataset.RawFeatures, batch, dataset.Observations, dataset.BytesPerDatum);
}
