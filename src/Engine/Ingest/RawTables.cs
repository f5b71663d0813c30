using ButterE.Engine.Campaigns;
using ButterE.Probe;
using ButterE.Probe.Meters;
using static ButterE.Engine.Ingest.CampaignDatabase;

namespace ButterE.Engine.Ingest;

/// <summary>
/// Reads the raw files into the tables <c>runs</c>, <c>power</c>, <c>node_types</c> and <c>idle</c>. Names of nodes are compared in lower
/// case and without their domain.
/// </summary>
internal static class RawTables
{
    private static readonly string[] MetadataColumns =
    [
        "run_id", "experiment_id", "slurm_job_id", "start_time", "update_time", "host_name", "size", "depth", "shape", "dataset", "learning_rate",
        "batch_size", "optimizer", "is_gpu", "batch",
    ];

    private static readonly string[] NodeColumns = ["HOSTNAMES", "CPUS", "MEMORY", "TMP_DISK", "GRES"];

    /// <summary>Reads the runs, and counts the rows of the batch that is left out.</summary>
    /// <exception cref="InputException">The file cannot be used; the message names file, line and column.</exception>
    public static long ReadRuns(CampaignDatabase database, string file, string? excludedBatch)
    {
        var columns = CsvHeader.Read(file, MetadataColumns);
        database.ReadFile(file, $"CREATE TABLE metadata AS SELECT {string.Join(", ", MetadataColumns.Select(Trimmed))} "
            + $"FROM {CsvHeader.Table(Text(file), columns)}");
        var excluded = excludedBatch is null ? "false" : $"coalesce(batch = {Text(excludedBatch)}, false)";
        var left = database.Count($"SELECT count(*) FROM metadata WHERE {excluded}");
        database.Execute($"""
            CREATE TABLE runs AS
            SELECT rowid AS line, run_id, experiment_id, regexp_replace(slurm_job_id, '\.0$', '') AS slurm_job_id,
                {Time("start_time")} AS start_time, {Time("update_time")} AS update_time, {Node("host_name")} AS node,
                {Whole("size", "BIGINT")} AS size, {Whole("depth", "INTEGER")} AS depth, shape, dataset,
                try_cast(learning_rate AS DOUBLE) AS learning_rate, {Whole("batch_size", "INTEGER")} AS batch_size, optimizer,
                CASE WHEN upper(is_gpu) IN ('TRUE', 'T', '1') THEN true WHEN upper(is_gpu) IN ('FALSE', 'F', '0') THEN false END AS is_gpu, batch
            FROM metadata WHERE NOT {excluded}
            """);
        // Times may be missing: such a run never ended, and is counted as incomplete. What was run must be there.
        foreach (var column in (ReadOnlySpan<string>)["run_id", "size", "depth", "shape", "dataset", "batch_size", "is_gpu"])
            Require(database, file, column, $"runs.{column} IS NULL");
        foreach (var column in (ReadOnlySpan<string>)["start_time", "update_time"])
            Require(database, file, column, $"runs.{column} IS NULL AND metadata.{column} IS NOT NULL");
        if (database.First("SELECT run_id FROM runs GROUP BY run_id HAVING count(*) > 1 LIMIT 1", row => row.GetString(0)) is { } twice)
            throw new InputException($"{file}: column run_id: {twice} occurs more than once");
        return left;
    }

    /// <summary>Reads the power readings of the jobs in <c>runs</c>, with their instants.</summary>
    /// <returns>The first reading whose local time occurs twice, as a user finds it; null when there is none.</returns>
    /// <exception cref="InputException">The folder or a file of it cannot be used.</exception>
    public static AmbiguousReading? ReadPower(CampaignDatabase database, string folder, string timeZone, AmbiguousTimes ambiguous)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{folder}: no such folder");
        var jobs = database.Rows("SELECT DISTINCT slurm_job_id FROM runs WHERE slurm_job_id IS NOT NULL").Select(row => row.GetString(0)).ToHashSet();
        string[] files = [.. Directory.EnumerateFiles(folder, "*.csv")
            .Where(path => jobs.Contains(Path.GetFileNameWithoutExtension(path))).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InputException($"{folder}: holds no file named after a job of the runs, such as {jobs.FirstOrDefault() ?? "1234"}.csv");

        database.Execute("CREATE TABLE job_files (slurm_job_id VARCHAR)");
        using (var appender = database.Appender("job_files"))
        {
            foreach (var file in files)
                appender.CreateRow().AppendValue(Path.GetFileNameWithoutExtension(file)).EndRow();
        }

        database.Execute("CREATE TABLE readings (file VARCHAR, stamp VARCHAR, node VARCHAR, watts VARCHAR)");
        // Files of one layout are read at once; as a rule there is one.
        foreach (var layout in files.GroupBy(path => string.Join(',', CsvHeader.Read(path, RawLayout.PowerColumns))))
        {
            var list = "[" + string.Join(", ", layout.Select(Text)) + "]";
            database.ReadFile(folder, $"INSERT INTO readings SELECT filename, rtrim(trim(timestamp), 'Z'), {Node("node")}, trim(watts) "
                + $"FROM {CsvHeader.Table(list, layout.Key.Split(','), ", filename = true")}");
        }

        Check(database, "timestamp", "try_cast(stamp AS TIMESTAMP) IS NULL", "stamp", "is not a local time");
        Check(database, "timestamp", $"NOT {IsPlausible("stamp::TIMESTAMP")}", "stamp", "is not between the years 1970 and 2200");
        Check(database, "timestamp", @"regexp_matches(stamp, '\d[+-]\d\d(:?\d\d)?$') AND stamp LIKE '%:%'", "stamp",
            "states an offset of its own, which contradicts --time-zone");
        Check(database, "watts", "watts IS NOT NULL AND NOT coalesce(isfinite(try_cast(watts AS DOUBLE)), false)", "watts", "is not a number");
        if (database.Count("SELECT count(*) FROM readings") == 0)
            throw new InputException($"{folder}: the files of the runs' jobs hold no reading");
        var range = database.First(
            "SELECT min(stamp::TIMESTAMP), max(stamp::TIMESTAMP) FROM readings", row => new[] { row.GetDateTime(0), row.GetDateTime(1) });
        var clock = new LocalClock(timeZone, range![0], range[1]);
        Check(database, "timestamp", $"{clock.ToUtc("stamp::TIMESTAMP", later: false)} IS NULL", "stamp",
            $"does not exist in {timeZone}: clocks were set forward; is --time-zone right?");
        // An empty cell is a reading that was missed.
        database.Execute($"""
            CREATE TABLE power AS
            SELECT slurm_job_id, node, epoch_us(earlier) AS earlier, epoch_us(later) AS later,
                epoch_us({(ambiguous == AmbiguousTimes.Later ? "later" : "earlier")}) AS instant, watts
            FROM (SELECT regexp_extract(file, '([^/\\]+)\.csv$', 1) AS slurm_job_id, node, watts::DOUBLE AS watts,
                    {clock.ToUtc("stamp::TIMESTAMP", later: false)} AS earlier, {clock.ToUtc("stamp::TIMESTAMP", later: true)} AS later
                FROM readings WHERE watts IS NOT NULL)
            """);
        var first = !clock.IsEverAmbiguous ? null : database.First(
            $"""
            SELECT file, stamp, node FROM readings WHERE watts IS NOT NULL
                AND {clock.ToUtc("stamp::TIMESTAMP", later: false)} <> {clock.ToUtc("stamp::TIMESTAMP", later: true)} ORDER BY rowid LIMIT 1
            """,
            row => new AmbiguousReading(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? "" : row.GetString(2)));
        database.Execute("DROP TABLE readings");
        return first;
    }

    /// <summary>Reads the nodes' types and each type's idle power.</summary>
    /// <exception cref="InputException">A file cannot be used.</exception>
    public static void ReadNodes(CampaignDatabase database, string nodes, string nodePower)
    {
        database.ReadFile(nodes, $"CREATE TABLE nodes AS SELECT {Node("HOSTNAMES")} AS node, trim(CPUS) AS cpus, trim(TMP_DISK) AS tmp_disk, "
            + $"trim(MEMORY) AS memory, trim(GRES) AS gres FROM {CsvHeader.Table(Text(nodes), CsvHeader.Read(nodes, NodeColumns))}");
        database.ReadFile(nodePower, $"CREATE TABLE node_power AS SELECT {Node("node")} AS node, trim(p2) AS p2 "
            + $"FROM {CsvHeader.Table(Text(nodePower), CsvHeader.Read(nodePower, ["node", "p2"]))}");
        // A node whose power is not known may say so; any other text would count as one that is. A meter that often read 0 W has a quantile of 0, which counts.
        const string known = "coalesce(lower(p2) NOT IN ('', 'na', 'n/a', 'nan', 'null', 'none'), false)";
        if (database.First(
            $"SELECT rowid, node, p2 FROM node_power WHERE {known} AND NOT coalesce(isfinite(try_cast(p2 AS DOUBLE)) AND try_cast(p2 AS DOUBLE) >= 0, false) ORDER BY rowid LIMIT 1",
            row => $"row {row.GetInt64(0) + 1}: column p2: '{row.GetString(2)}' is not a number of watts") is { } bad)
        {
            throw new InputException($"{nodePower}: {bad}");
        }

        database.Execute("CREATE TABLE types (cpus VARCHAR, tmp_disk VARCHAR, memory VARCHAR, gres VARCHAR, type VARCHAR, has_gpu BOOLEAN)");
        var kinds = database
            .Rows("SELECT DISTINCT cpus, tmp_disk, memory, coalesce(gres, '') FROM nodes WHERE cpus || tmp_disk || memory IS NOT NULL")
            .Select(row => (Cpus: row.GetString(0), Disk: row.GetString(1), Memory: row.GetString(2), Gres: row.GetString(3))).ToList();
        using (var appender = database.Appender("types"))
        {
            foreach (var (cpus, disk, memory, gres) in kinds)
            {
                var type = NodeType.Of(cpus, disk, memory, gres);
                appender.CreateRow().AppendValue(cpus).AppendValue(disk).AppendValue(memory).AppendValue(gres).AppendValue(type.Name)
                    .AppendValue(type.HasGpu).EndRow();
            }
        }

        // A node that stands twice in a list counts once.
        database.Execute($"""
            CREATE TABLE node_types AS
            SELECT node, any_value(type) AS type, any_value(has_gpu) AS has_gpu
            FROM nodes JOIN types
                ON (types.cpus, types.tmp_disk, types.memory, types.gres) = (nodes.cpus, nodes.tmp_disk, nodes.memory, coalesce(nodes.gres, ''))
            GROUP BY node;
            CREATE TABLE idle AS
            SELECT type, any_value(has_gpu) AS has_gpu, median(p2) AS watts
            FROM node_types JOIN (SELECT node, any_value(try_cast(p2 AS DOUBLE)) AS p2 FROM node_power WHERE {known} GROUP BY node) USING (node)
            GROUP BY type
            """);
        if (database.First("SELECT type FROM idle WHERE NOT watts > 0 ORDER BY type LIMIT 1", row => row.GetString(0)) is { } dark)
            throw new InputException($"{nodePower}: column p2: most nodes of the type {dark} have 0 W, which is no idle power");
    }

    private static string Trimmed(string column) => $"nullif(trim({Name(column)}), '') AS {Name(column)}";

    private static string Node(string column) => $"lower(split_part(trim({Name(column)}), '.', 1))";

    // A whole number from 1, however it is written; null for anything else.
    private static string Whole(string column, string type) =>
        $"CASE WHEN try_cast({column} AS DOUBLE) >= 1 AND try_cast({column} AS DOUBLE) = floor(try_cast({column} AS DOUBLE)) "
        + $"THEN try_cast(try_cast({column} AS DOUBLE) AS {type}) END";

    // Times of runs are UTC, as they stand or with a Z, or state their offset from it, which DuckDB's cast would leave out. A date alone ends like an offset.
    private static string Time(string column)
    {
        const string offset = @"[+-]\d\d(:?\d\d)?$";
        var minutes = $@"CAST(regexp_extract({column}, '([+-])\d\d(:?\d\d)?$', 1) || '1' AS INTEGER) * (60 * CAST(regexp_extract({column}, '[+-](\d\d)(:?\d\d)?$', 1) AS INTEGER) "
            + $@"+ coalesce(try_cast(regexp_extract({column}, '[+-]\d\d:?(\d\d)$', 1) AS INTEGER), 0))";
        var utc = $"CASE WHEN regexp_matches({column}, ':.*{offset}') THEN try_cast(regexp_replace({column}, '{offset}', '') AS TIMESTAMP) - to_minutes({minutes}) "
            + $"ELSE try_cast(regexp_replace({column}, 'Z$', '') AS TIMESTAMP) END";
        return $"CASE WHEN {IsPlausible(utc)} THEN {utc} END";
    }

    // Clocks of computers; beyond them lie infinity and years that the arithmetic of instants does not reach.
    private static string IsPlausible(string time) => $"{time} BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP '2200-01-01'";

    private static void Require(CampaignDatabase database, string file, string column, string isBad)
    {
        var bad = database.First(
            $"SELECT line, metadata.{column} FROM runs JOIN metadata ON metadata.rowid = line WHERE {isBad} ORDER BY line LIMIT 1",
            row => $"row {row.GetInt64(0) + 1}: column {column}: " + (row.IsDBNull(1) ? "is missing" : $"'{row.GetString(1)}' is not understood"));
        if (bad is not null)
            throw new InputException($"{file}: {bad}");
    }

    private static void Check(CampaignDatabase database, string column, string isBad, string value, string why)
    {
        var bad = database.First($"SELECT file, {value} FROM readings WHERE {isBad} LIMIT 1",
            row => $"{row.GetString(0)}: column {column}: '{(row.IsDBNull(1) ? "" : row.GetString(1))}' {why}");
        if (bad is not null)
            throw new InputException(bad);
    }
}
