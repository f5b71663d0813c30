using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Kernels.Losses;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>What a network is trained on, as the options name it.</summary>
/// <param name="Dataset">The registered data set; null for a user's own.</param>
/// <param name="File">The user's file; null for the shipped or synthetic data.</param>
/// <param name="Inputs">Input units after encoding.</param>
/// <param name="Outputs">Output units.</param>
/// <param name="Rows">Rows before the split; null when not known.</param>
/// <param name="RawFeatures">Feature columns before encoding.</param>
/// <param name="Loss">Output activation and loss.</param>
/// <param name="Task">The task that the user asked for; null for the data set's own.</param>
internal sealed record DataChoice(DatasetDescription? Dataset, string? File, int Inputs, int Outputs, int? Rows, int RawFeatures, LossKind Loss,
    LearningTask? Task)
{
    /// <summary>The file's data with the encoding they were read under; null without a file.</summary>
    private (Dataset Data, EncodingRule Encoding)? FromFile { get; init; }

    /// <summary>Where the numbers come from, in words; synthetic data are called so.</summary>
    public string Description => File is not null ? $"file {File}" : Dataset is not null ? DatasetSource.DescribeWithoutFile(Dataset) : "synthetic";

    /// <summary>A registered data set, without a file of the user's.</summary>
    /// <exception cref="InputException">The data set has no classes, but classification is asked for.</exception>
    public static DataChoice Of(DatasetDescription dataset, LearningTask? task)
    {
        var asked = dataset.Under(task);
        return new(dataset, null, asked.Inputs, asked.Outputs, asked.Observations, asked.RawFeatures, asked.Loss, task);
    }

    /// <summary>
    /// A file, under the rules of a registered data set where one is given. It is read at once: only its rows tell its inputs and outputs.
    /// </summary>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static DataChoice Of(string file, DatasetDescription? dataset, LearningTask? task, EncodingRule encoding)
    {
        // The seed does not matter: nothing in a file is generated.
        var data = DatasetSource.Load(dataset, file, task, encoding, seed: 0);
        return new(dataset, file, data.Inputs, data.Outputs, data.Rows, data.RawFeatures, data.Loss, task) { FromFile = (data, encoding) };
    }

    /// <summary>Inputs and outputs without data.</summary>
    public static DataChoice Of(int inputs, int outputs, int? rows, int? rawFeatures, LearningTask? task) =>
        new(null, null, inputs, outputs, rows, rawFeatures ?? inputs, OutputRule.LossOf(task ?? LearningTask.Classification, outputs), task);

    /// <summary>Refuses data of which the paper's split leaves no row to train on, where the batches of an epoch are counted after it.</summary>
    /// <exception cref="InputException">There are fewer than two rows.</exception>
    public void RequireRowsToSplit()
    {
        if (Rows < 2)
            throw new InputException($"{(File is null ? $"--rows {Rows}" : $"{File}: {Rows} row")}: the paper's split into training and test rows needs at least 2");
    }

    /// <summary>Gets the data to train on: the user's file, the shipped data, or synthetic data that are labelled so.</summary>
    /// <param name="encoding">The encoding with which the options were read.</param>
    /// <param name="seed">Seed of synthetic data.</param>
    /// <exception cref="InputException">The number of rows is not known, or the file has another shape under this encoding.</exception>
    public Dataset Load(EncodingRule encoding, int seed)
    {
        if (File is null && Dataset is null)
        {
            var rows = Rows ?? throw new InputException("--rows: needed with --inputs to make data");
            return DatasetSource.Synthetic(Inputs, Outputs, rows, Task ?? LearningTask.Classification, seed);
        }

        if (FromFile is { } file && file.Encoding == encoding)
            return file.Data;
        var data = DatasetSource.Load(Dataset, File, Task, encoding, seed);
        return data.Inputs == Inputs && data.Outputs == Outputs
            ? data
            : throw new InputException(
                $"{File ?? Dataset?.Name}: {data.Inputs} inputs and {data.Outputs} outputs under this encoding, "
                + $"but the network has {Inputs} and {Outputs}");
    }
}
