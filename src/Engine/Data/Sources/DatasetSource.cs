using ButterE.Engine.Data.Tables;
using ButterE.Probe;

namespace ButterE.Engine.Data.Sources;

/// <summary>The one entry to data sets: a user's file, the shipped data, or a synthetic stand-in.</summary>
public static class DatasetSource
{
    /// <summary>
    /// Loads a data set. A file is read under the rules of <paramref name="known"/> where that is given. Without a file,
    /// 294_satellite_image is the shipped data, and every other registered data set a synthetic stand-in that says so.
    /// </summary>
    /// <param name="known">The registered data set; null for a file of the user's own.</param>
    /// <param name="file">A PMLB-style table; null for the shipped or synthetic data.</param>
    /// <param name="task">The task that the user asked for; null for that of the data set, or the one that the target column implies.</param>
    /// <param name="encoding">How columns become inputs and targets; a stand-in is encoded already.</param>
    /// <param name="seed">Seed of a stand-in.</param>
    /// <exception cref="InputException">The file cannot be used, or does not encode to the inputs and outputs of <paramref name="known"/>; the
    /// message names file, row and column. Or <paramref name="task"/> does not suit <paramref name="known"/>.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="known"/> and <paramref name="file"/> are null.</exception>
    public static Dataset Load(DatasetDescription? known, string? file, LearningTask? task, EncodingRule encoding, int seed)
    {
        if (file is not null)
        {
            var table = DelimitedTable.Open(file);
            return TableEncoder.Encode(table, $"file {file}", known, task, encoding) with { FileSha256 = table.Sha256 };
        }

        if (known is null)
            throw new ArgumentException("A data set needs a registered name or a file.", nameof(known));
        return ShippedTable.Exists(known)
            ? TableEncoder.Encode(ShippedTable.Open(known), DescribeWithoutFile(known), known, task, encoding)
            : Synthetic(known.Under(task), seed);
    }

    /// <summary>Where a registered data set comes from when the user gives no file: <see cref="Dataset.Source"/> before it is loaded.</summary>
    public static string DescribeWithoutFile(DatasetDescription known) =>
        ShippedTable.Exists(known) ? ShippedTable.Attribution : DescribeStandIn(known);

    /// <summary>Generates a stand-in with exactly the encoded shape of a registered data set and a structure that can be learned.</summary>
    /// <param name="description">The registered data set.</param>
    /// <param name="seed">The same seed gives the same numbers.</param>
    public static Dataset Synthetic(DatasetDescription description, int seed) =>
        SyntheticTable.Generate(description, DescribeStandIn(description), seed);

    /// <summary>Generates data for a network that no data set is named for.</summary>
    /// <param name="inputs">Input units, at least 1.</param>
    /// <param name="outputs">Output units, at least 1; one output of a classification means two classes.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="task">Regression: numbers in (0, 1). Classification: classes.</param>
    /// <param name="seed">The same seed gives the same numbers.</param>
    /// <exception cref="InputException">The data do not fit into one array.</exception>
    public static Dataset Synthetic(int inputs, int outputs, int rows, LearningTask task, int seed)
    {
        var description = new DatasetDescription("synthetic", rows, inputs, inputs, outputs, task, BytesPerDatum: sizeof(float) * (inputs + outputs))
        {
            ContinuousTarget = task == LearningTask.Regression,
        };
        return SyntheticTable.Generate(description, $"synthetic, {inputs} inputs, {outputs} outputs", seed);
    }

    private static string DescribeStandIn(DatasetDescription description) => $"synthetic stand-in for {description.Name}";
}
