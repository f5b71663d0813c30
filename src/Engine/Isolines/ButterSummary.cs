using System.Globalization;
using ButterE.Engine.Ingest;
using ButterE.Probe;

namespace ButterE.Engine.Isolines;

/// <summary>Losses of one experiment of BUTTER: a network trained several times.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Shape">Published name of the shape.</param>
/// <param name="Size">Target number of parameters.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Epochs">Epochs, ascending.</param>
/// <param name="Losses">Median over the repetitions of the best test loss so far.</param>
/// <param name="Runs">Repetitions; null where the file does not say.</param>
public sealed record ButterExperiment(
    string Dataset, string Shape, long Size, int Depth, IReadOnlyList<double> Epochs, IReadOnlyList<double> Losses, int? Runs);

/// <summary>
/// BUTTER's <c>summary_by_epoch</c> (OEDI submission 5708): a folder of Parquet files, one row for each experiment with lists over its epochs. What
/// is equal for all rows of a folder stands in the folder's name (Hive layout, <c>dataset=mnist/shape=rectangle/…</c>) or in a column; both are read.
/// </summary>
/// <param name="Experiments">The experiments that the paper's analysis takes.</param>
/// <param name="LeftOut">Experiments under other conditions: another optimizer, learning rate or batch, label noise, a regularizer, too few
/// repetitions or epochs.</param>
public sealed record ButterSummary(IReadOnlyList<ButterExperiment> Experiments, int LeftOut)
{
    private const string Loss = "test_loss_best_quantile_50";
    private const int FewestRuns = 3, FewestEpochs = 2000, MostEpochs = 3010;

    private static readonly string[] Needed = ["dataset", "shape", "size", "depth", "epoch", Loss];

    // Of these the paper's runs have one value. A folder that does not tell one of them is taken at its word.
    private static readonly (string Column, string Condition)[] Conditions =
    [
        ("optimizer", "lower(CAST({0} AS VARCHAR)) = 'adam'"),
        ("learning_rate", "abs(CAST({0} AS DOUBLE) - 0.0001) < 1e-9"),
        ("batch_size", "CAST({0} AS BIGINT) = 256"),
        ("label_noise", "lower(CAST({0} AS VARCHAR)) IN ('0', '0.0', 'none', 'null', '')"),
        ("kernel_regularizer", "lower(CAST({0} AS VARCHAR)) IN ('none', 'null', '')"),
        ("kernel_regularizer.type", "lower(CAST({0} AS VARCHAR)) IN ('none', 'null', '')"),
        ("num_runs", "CAST({0} AS BIGINT) >= " + FewestRuns),
    ];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder, or one Parquet file.</param>
    /// <exception cref="InputException">There is no such folder, it holds no Parquet file, or a column is missing.</exception>
    public static ButterSummary Read(string folder)
    {
        if (!Directory.Exists(folder) && !File.Exists(folder))
            throw new InputException($"{folder}: no such file or folder");
        if (Directory.Exists(folder) && !Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any())
            throw new InputException($"{folder}: holds no *.parquet file");
        using var spill = new ScratchFolder();
        using var database = new CampaignDatabase(spill.Path);
        var glob = Directory.Exists(folder) ? Path.Combine(folder, "**", "*.parquet") : folder;
        database.ReadFile(
            folder, $"CREATE VIEW summary AS SELECT * FROM read_parquet({CampaignDatabase.Text(glob)}, hive_partitioning = true, union_by_name = true)");
        var columns = database.Rows("SELECT column_name FROM (DESCRIBE summary)").Select(row => row.GetString(0)).ToHashSet();
        if (Needed.FirstOrDefault(column => !columns.Contains(column)) is { } missing)
            throw new InputException($"{folder}: no column or folder {missing}; there are {string.Join(", ", columns.Order(StringComparer.Ordinal))}");

        var conditions = Conditions.Where(condition => columns.Contains(condition.Column))
            .Select(condition => $"({Known(condition.Column)} IS NULL OR "
                + string.Format(CultureInfo.InvariantCulture, condition.Condition, Known(condition.Column)) + ")")
            .Append(string.Create(CultureInfo.InvariantCulture, $"list_max(epoch) BETWEEN {FewestEpochs} AND {MostEpochs}"));
        database.ReadFile(folder, $"""
            CREATE TABLE experiments AS SELECT CAST(dataset AS VARCHAR) AS dataset, CAST(shape AS VARCHAR) AS shape, CAST(size AS BIGINT) AS size,
                CAST(depth AS INTEGER) AS depth, CAST(epoch AS DOUBLE[]) AS epochs, CAST({Loss} AS DOUBLE[]) AS losses,
                {(columns.Contains("num_runs") ? "CAST(num_runs AS INTEGER)" : "NULL::INTEGER")} AS runs, coalesce({string.Join(" AND ", conditions)}, false) AS taken
            FROM summary
            """);
        const string hasNull = "epochs IS NULL OR losses IS NULL OR len(list_filter(epochs, x -> x IS NULL)) + len(list_filter(losses, x -> x IS NULL)) > 0";
        if (database.First(
            $"SELECT concat_ws(', ', dataset, shape, 'depth ' || depth, 'size ' || size) FROM experiments WHERE taken AND (dataset IS NULL OR shape IS NULL OR size IS NULL OR depth IS NULL OR {hasNull}) ORDER BY ALL LIMIT 1",
            row => row.GetString(0)) is { } incomplete)
        {
            throw new InputException($"{folder}: {incomplete}: a null in {string.Join(", ", Needed)}");
        }

        var experiments = database.Rows("SELECT dataset, shape, size, depth, epochs, losses, runs FROM experiments WHERE taken ORDER BY ALL")
            .Select(row => Experiment(
                folder, row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetFieldValue<List<double>>(4),
                row.GetFieldValue<List<double>>(5), row.IsDBNull(6) ? null : row.GetInt32(6)))
            .ToList();
        return new ButterSummary(experiments, (int)database.Count("SELECT count(*) FROM experiments WHERE NOT taken"));
    }

    // A missing value of a Hive folder has a name of its own.
    private static string Known(string column) => $"nullif({CampaignDatabase.Name(column)}::VARCHAR, '__HIVE_DEFAULT_PARTITION__')";

    private static ButterExperiment Experiment(
        string folder, string dataset, string shape, long size, int depth, List<double> epochs, List<double> losses, int? runs)
    {
        var where = $"{folder}: {dataset}, {shape}, depth {depth}, size {size}";
        if (epochs.Count != losses.Count)
            throw new InputException($"{where}: {epochs.Count} values of epoch and {losses.Count} of {Loss}");
        // Epoch 0 is the untrained network: it has cost nothing, and nothing has no logarithm.
        var trained = epochs.Zip(losses).Where(point => point.First > 0).OrderBy(point => point.First).ToArray();
        if (trained.FirstOrDefault(point => !(point.Second >= 0) || !double.IsFinite(point.Second)) is { First: > 0 } bad)
            throw new InputException($"{where}: {Loss} is {bad.Second} at epoch {bad.First}");
        var best = double.PositiveInfinity;
        return new ButterExperiment(
            dataset, shape, size, depth, [.. trained.Select(point => point.First)],
            [.. trained.Select(point => best = Math.Min(best, point.Second))], runs);
    }

    private sealed class ScratchFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("buttere-losses-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
