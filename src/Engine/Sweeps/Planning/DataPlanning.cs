using System.Text.RegularExpressions;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>The data of a plan, and the data of a plan in memory again.</summary>
public static partial class DataPlanning
{
    /// <summary>What a plan says of some data. A file is read now: only its rows tell its inputs and outputs.</summary>
    /// <exception cref="InputException">The file cannot be used, or the name does not do for a folder.</exception>
    internal static PlannedData Of(DescribedData described)
    {
        var (dataset, file, task) = (described.Dataset, described.File, described.Task);
        if (file is null)
        {
            var asked = dataset!.Under(task);
            return new PlannedData(
                NameOf(described.Name ?? dataset.Name), dataset.Name, null, null, task, DatasetSource.DescribeWithoutFile(dataset), !ShippedTable.Exists(dataset),
                asked.Inputs, asked.Outputs, asked.Observations, asked.RawFeatures);
        }

        var data = DatasetSource.Load(dataset, file, task, EncodingRule.Paper, seed: 0);
        return new PlannedData(
            NameOf(described.Name ?? data.Name), dataset?.Name, file, data.FileSha256, task, data.Source, data.Synthetic, data.Inputs, data.Outputs, data.Rows,
            data.RawFeatures);
    }

    /// <summary>Loads the data of a plan.</summary>
    /// <param name="planned">What the plan says of it.</param>
    /// <param name="seed">Seed of synthetic data.</param>
    /// <exception cref="InputException">The file cannot be used, or is not the one that was planned.</exception>
    public static Dataset Load(PlannedData planned, int seed)
    {
        ArgumentNullException.ThrowIfNull(planned);
        var data = DatasetSource.Load(
            planned.Dataset is { } name ? DatasetRegistry.Find(name) : null, planned.File, planned.Task, EncodingRule.Paper, seed);
        if (data.FileSha256 != planned.FileSha256)
            throw new InputException($"{planned.File}: changed since it was planned (its SHA-256 differs); plan again, into another folder");
        return (data.Inputs, data.Outputs, data.Rows) == (planned.Inputs, planned.Outputs, planned.Rows)
            ? data
            : throw new InputException($"{planned.Name}: {data.Rows} rows of {data.Inputs} inputs and {data.Outputs} outputs, planned were "
                + $"{planned.Rows} of {planned.Inputs} and {planned.Outputs}");
    }

    private static string NameOf(string name) => FolderName().IsMatch(name)
        ? name
        : throw new InputException($"data '{name}': give it a name of letters, digits, dots, dashes and underscores, for the folder of its results");

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]
    private static partial Regex FolderName();
}
