using ButterE.Engine.Ingest;
using ButterE.Probe;
using static ButterE.Engine.Ingest.CampaignDatabase;

namespace ButterE.Engine.Sweeps.Collecting;

/// <summary>
/// Run files with the same columns. Files of one kind are read one after the other; DuckDB's union by name would keep the head of every file in
/// memory for as long as a query runs, which for some thousand files takes gigabytes.
/// </summary>
/// <param name="Files">Their paths.</param>
/// <param name="Columns">Their columns.</param>
internal sealed record RunFileKind(IReadOnlyList<string> Files, RunColumns Columns)
{
    /// <summary>The rows of all files with the columns <c>filename</c> and <c>file_row_number</c>, as an SQL table.</summary>
    public string Table => $"read_parquet({List(Files)}, hive_partitioning = false, filename = true, file_row_number = true)";

    /// <summary>Paths as an SQL list.</summary>
    public static string List(IEnumerable<string> files) => "[" + string.Join(", ", files.Select(Text)) + "]";

    /// <summary>Sorts files by their columns, in the order of the first file of each kind.</summary>
    /// <param name="database">Where to ask.</param>
    /// <param name="source">The folder, for messages.</param>
    /// <param name="files">Paths in order.</param>
    /// <exception cref="InputException">A file is no run file; it is named.</exception>
    public static IReadOnlyList<RunFileKind> Of(CampaignDatabase database, string source, IReadOnlyList<string> files)
    {
        var schemas = database.ReadRows(source, $"""
            SELECT file_name, string_agg(spelled, ',' ORDER BY spelled)
            FROM (SELECT file_name, name || ' ' || coalesce(type, '') || ' ' || coalesce(converted_type, '') AS spelled FROM parquet_schema({List(files)}))
            GROUP BY file_name
            """, row => (File: row.GetString(0), Schema: row.GetString(1))).ToDictionary(file => file.File, file => file.Schema);
        return
        [
            .. files.GroupBy(file => schemas[file]).Select(group => new RunFileKind([.. group], new RunColumns(
                database.ReadRows(group.First(), $"SELECT column_name FROM (DESCRIBE FROM read_parquet({Text(group.First())}, hive_partitioning = false))", row => row.GetString(0)),
                group.First()))),
        ];
    }
}
