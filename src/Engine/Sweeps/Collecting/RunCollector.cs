using System.Globalization;
using System.Security.Cryptography;
using ButterE.Engine.Ingest;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;
using ButterE.Probe;
using ButterE.Probe.Files;
using DuckDB.NET.Data;
using static ButterE.Engine.Ingest.CampaignDatabase;

namespace ButterE.Engine.Sweeps.Collecting;

/// <summary>
/// Many run files to one table that holds each run once. The wide rows pass through once, file by file; what is kept in memory is the identity of
/// each row alone, so that memory grows with the number of rows and not with their lists.
/// </summary>
/// <remarks>
/// Rule for several rows of one run: a completed run before one that became non-finite before an interrupted one; then the one that ended first, so
/// that a table that was collected earlier stays true; then the first file in ordinal order of the paths.
/// </remarks>
public sealed class RunCollector : IDisposable
{
    private const int MemoryMegabytes = 1200, ShownMissing = 5, Attempts = 3;

    // DuckDB holds a row group of each thread in memory until it is written.
    private const double GroupBytes = 48e6, BytesBesideLists = 700, BytesPerEpoch = 4 * sizeof(double);
    private const int FewestRowsOfGroup = 2048, MostRowsOfGroup = 122_880;

    private readonly CollectSettings settings;
    private readonly RunFiles files;
    private readonly CampaignDatabase database;
    private readonly CampaignFolder? campaign;
    private readonly string spill;
    private IReadOnlyList<RunFileKind> kinds = [];

    private RunCollector(CollectSettings settings)
    {
        this.settings = settings;
        files = RunFiles.Of(settings.Source, settings.Output);
        campaign = new CampaignFolder(settings.Source) is var folder && File.Exists(folder.PlanSummary) ? folder : null;
        spill = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings.Output))!, $".collect-{Guid.NewGuid():N}");
        database = new CampaignDatabase(spill, MemoryMegabytes);
    }

    /// <summary>Collects runs into a table.</summary>
    /// <param name="settings">From where, and where to.</param>
    /// <param name="progress">Told which step begins; null for none.</param>
    /// <exception cref="InputException">A file is no run file or of a newer engine, a row contradicts the plan, or the table cannot be written.</exception>
    /// <exception cref="InsufficientDataException">There is no run.</exception>
    public static CollectResult Run(CollectSettings settings, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        // Before the minutes of work whose result they are to hold.
        WholeFile.RequireWritable(settings.Output);
        if (settings.Missing is { } list)
            WholeFile.RequireWritable(list);
        for (var attempt = 1; ; attempt++)
        {
            using var collector = new RunCollector(settings);
            try
            {
                return collector.Collect(progress);
            }
            catch (InputException) when (attempt < Attempts && collector.files.Whole.Any(file => !File.Exists(file)))
            {
                // A worker finished a shard in the meantime and put its rows into one file: they are read from there.
                progress?.Report("files were moved together meanwhile, once more");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        database.Dispose();
        if (Directory.Exists(spill))
            Directory.Delete(spill, recursive: true);
    }

    private string Source => settings.Source;

    private CollectResult Collect(IProgress<string>? progress)
    {
        if (files.Whole.Count == 0)
            throw new InsufficientDataException($"{Source}: none of {files.Broken.Count} files is a whole Parquet file, the first {files.Broken[0]}");
        progress?.Report($"identities of the rows of {files.Whole.Count:N0} files");
        var versions = ReadVersions();
        kinds = RunFileKind.Of(database, Source, files.Whole);
        ReadIdentities();
        progress?.Report("duplicates and plan");
        var duplicates = LeaveOutDuplicates();
        var coverage = campaign is null ? null : CompareWithPlan(campaign);
        var rows = database.Count("SELECT count(*) FROM seen ANTI JOIN left_out USING (file, row)");
        if (rows == 0)
            throw new InsufficientDataException($"{Source}: no row is left of {database.Count("SELECT count(*) FROM seen")}, none of which the plan names");
        progress?.Report($"table of {rows:N0} rows");
        var (hash, bytes) = WriteTable(rows);
        if (settings.Missing is { } list && campaign is not null)
            WholeFile.WriteAt(list, temporary => database.WriteFile(list, $"COPY (FROM missing ORDER BY place) TO {Text(temporary)} (FORMAT csv, HEADER)"));
        return new CollectResult
        {
            Output = settings.Output,
            Rows = rows,
            RowsRead = database.Count("SELECT count(*) FROM seen"),
            Files = files.Whole.Count,
            Unreadable = files.Broken,
            Duplicates = duplicates,
            ByStatus = Counts("SELECT status, count(*) FROM seen ANTI JOIN left_out USING (file, row) GROUP BY status ORDER BY status"),
            Simulated = database.Count($"SELECT count(*) FROM read_parquet({Text(settings.Output)}) WHERE simulated OR energy_kind = 'simulated'"),
            SchemaVersions = versions,
            Plan = coverage,
            Sha256 = hash,
            Bytes = bytes,
        };
    }

    private SortedDictionary<string, long> ReadVersions()
    {
        var versions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        long stated = 0;
        foreach (var (file, name) in Read(
            $"SELECT file_name, decode(value) FROM parquet_kv_metadata({RunFileKind.List(files.Whole)}) WHERE decode(key) = {Text(RunSchema.Key)}",
            row => (row.GetString(0), row.GetString(1))))
        {
            if (RunSchema.Parse(name) is not { } version || version > RunSchema.Current)
            {
                throw new InputException($"{file}: its columns are of version {name}, this engine knows up to {RunSchema.Name}; "
                    + "collect with the engine that wrote it");
            }

            versions[name] = versions.GetValueOrDefault(name) + 1;
            stated++;
        }

        if (stated < files.Whole.Count)
            versions["none"] = files.Whole.Count - stated;
        return versions;
    }

    // The narrow pass. Everything later that concerns a row names it by file and place.
    private void ReadIdentities()
    {
        database.Execute("CREATE TABLE files (file INTEGER, path VARCHAR)");
        using (var appender = database.Appender("files"))
        {
            for (var file = 0; file < files.Whole.Count; file++)
                appender.CreateRow().AppendValue(file).AppendValue(files.Whole[file]).EndRow();
        }

        var gaps = string.Join(" ", RunColumns.Required.Select(name => $"WHEN {Name(name)} IS NULL THEN {Text(name)}"));
        database.ReadFile(Source, $"""
            CREATE TABLE seen AS
            SELECT file, row, run_id, CASE status WHEN 'completed' THEN 0 WHEN 'nonFinite' THEN 1 ELSE 2 END::TINYINT AS standing, status,
                end_utc, start_utc, seconds, epochs, gap
            FROM (SELECT filename, file_row_number AS row, run_id, status, end_utc, start_utc, seconds, epochs, CASE {gaps} END AS gap
                FROM ({Scan(kind => string.Join(", ", RunColumns.Required.Select(Name)))})) JOIN files ON path = filename
            """);
        var bad = database.First("SELECT path, row + 1, gap FROM seen JOIN files USING (file) WHERE gap IS NOT NULL ORDER BY file, row LIMIT 1",
            row => $"{row.GetString(0)}: row {row.GetInt64(1)}: column {row.GetString(2)} is missing or null");
        if (bad is not null)
            throw new InputException(bad);
    }

    private DuplicateCounts LeaveOutDuplicates()
    {
        database.Execute("""
            CREATE TABLE left_out AS
            SELECT file, row, (end_utc, start_utc, seconds) = first AS is_copy
            FROM (SELECT *, row_number() OVER best AS place, first_value((end_utc, start_utc, seconds)) OVER best AS first
                FROM seen WHERE run_id IN (SELECT run_id FROM seen GROUP BY run_id HAVING count(*) > 1)
                WINDOW best AS (PARTITION BY run_id ORDER BY standing, end_utc, file, row))
            WHERE place > 1
            """);
        return new DuplicateCounts(
            database.Count("SELECT count(*) FROM left_out WHERE is_copy"), database.Count("SELECT count(*) FROM left_out WHERE NOT is_copy"));
    }

    private PlanCoverage CompareWithPlan(CampaignFolder folder)
    {
        PlanFile.Check(folder);
        var table = $"read_parquet({Text(folder.PlanTable)})";
        database.ReadFile(folder.PlanTable, $"CREATE TABLE plan AS SELECT row_number() OVER () AS place, run_id, shard FROM {table}");
        foreach (var kind in kinds)
        {
            var contradiction = string.Join(" OR ", kind.Columns.OfConfiguration.Select(name => $"r.{Name(name)} IS DISTINCT FROM p.{Name(name)}"));
            var bad = Read(
                $"SELECT r.filename, r.run_id FROM {kind.Table} r JOIN {table} p USING (run_id) WHERE {contradiction} LIMIT 1",
                row => $"{row.GetString(0)}: run {row.GetString(1)}: its configuration is not the one that the plan has under this identity");
            if (bad.Count > 0)
                throw new InputException(bad[0]);
        }

        var unplanned = database.Count("SELECT count(*) FROM seen ANTI JOIN plan USING (run_id) ANTI JOIN left_out USING (file, row)");
        database.Execute("CREATE TABLE missing AS SELECT place, run_id, shard FROM plan ANTI JOIN seen USING (run_id)");
        if (!settings.KeepUnplanned)
            database.Execute("INSERT INTO left_out SELECT file, row, NULL FROM seen ANTI JOIN plan USING (run_id) ANTI JOIN left_out USING (file, row)");
        var count = database.Count("SELECT count(*) FROM plan");
        var missing = database.Rows("SELECT run_id FROM missing ORDER BY place").Select(row => row.GetString(0)).ToList();
        var failed = FailureFiles.Ids(folder);
        return new PlanCoverage(
            count, count - missing.Count, missing.Count(failed.Contains), missing.Count, [.. missing.Take(ShownMissing)], unplanned);
    }

    private (string Hash, long Bytes) WriteTable(long rows)
    {
        var (hash, bytes) = ("", 0L);
        // Until the new one is written, none: a table is never beside the checksum of another.
        var checksum = settings.Output + ".sha256";
        WholeFile.WriteAt(settings.Output, temporary =>
        {
            database.WriteFile(settings.Output, string.Create(CultureInfo.InvariantCulture, $$"""
                COPY (SELECT * EXCLUDE (filename, file_row_number, file, path) FROM (
                    FROM ({{Scan(kind => kind.Columns.Selection())}}) JOIN files ON path = filename
                    ANTI JOIN left_out ON left_out.file = files.file AND left_out.row = file_row_number))
                TO {{Text(temporary)}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {{RowsOfGroup()}},
                    KV_METADATA { {{Name(RunSchema.Key)}}: {{Text(RunSchema.Name)}} })
                """));
            Verify(temporary, rows);
            using (var file = File.Open(temporary, FileMode.Open, FileAccess.ReadWrite))
            {
                hash = Convert.ToHexStringLower(SHA256.HashData(file));
                bytes = file.Length;
                file.Flush(flushToDisk: true);
            }

            File.Delete(checksum);
        });
        WholeFile.WriteText(checksum, $"{hash}  {Path.GetFileName(settings.Output)}");
        return (hash, bytes);
    }

    // What was written is read back, every page of it, before it gets its name.
    private void Verify(string temporary, long rows)
    {
        var read = Read($"SELECT count(*), count(COLUMNS(*)) FROM read_parquet({Text(temporary)})", row => row.GetInt64(0))[0];
        var strangers = database.Count($"""
            SELECT count(*) FROM (SELECT run_id FROM read_parquet({Text(temporary)}) EXCEPT ALL SELECT run_id FROM seen ANTI JOIN left_out USING (file, row))
            """);
        if (read != rows || strangers != 0)
            throw new InputException($"{settings.Output}: what was written is not what was read ({read} of {rows} rows, {strangers} of other runs)");
    }

    private int RowsOfGroup()
    {
        var epochs = database.Number("SELECT avg(epochs) FROM seen") ?? 0;
        return (int)Math.Clamp(GroupBytes / (BytesBesideLists + BytesPerEpoch * epochs), FewestRowsOfGroup, MostRowsOfGroup);
    }

    // All rows with their file and place; what is selected are columns of the same names in every kind.
    private string Scan(Func<RunFileKind, string> selection) => string.Join(
        " UNION ALL BY NAME ", kinds.Select(kind => $"SELECT {selection(kind)}, filename, file_row_number FROM {kind.Table}"));

    private Dictionary<string, long> Counts(string sql) => database.Rows(sql).ToDictionary(row => row.GetString(0), row => row.GetInt64(1));

    private IReadOnlyList<T> Read<T>(string sql, Func<DuckDBDataReader, T> read) => database.ReadRows(Source, sql, read);
}
