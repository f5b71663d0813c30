using System.Globalization;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Ingest;
using ButterE.Engine.Sweeps.Collecting;
using ButterE.Probe;
using ButterE.Probe.Files;
using static ButterE.Engine.Ingest.CampaignDatabase;

namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>
/// Publishes a campaign in the raw layout of BUTTER-E: runs, power readings of each job, nodes, quantiles of each node's power, and the standardised
/// runs that ingestion makes of these very files. The folder appears when it is whole and was read back.
/// </summary>
public sealed class RawPublication : IDisposable
{
    /// <summary>File of the standardised runs, under the name of the published table.</summary>
    public const string StandardisedFile = "runs_with_standardized_energy";

    private const int MemoryMegabytes = 1000;

    private const string Batch = "buttere", ReadmeFile = "README.txt";

    // Sums of decimal numbers in another order, and no more.
    private const double Tolerance = 1e-9;

    private const string Layout = "dataset IS NOT NULL AND shape IS NOT NULL AND size IS NOT NULL";
    private const string Whole = "energy_kind IN ('measured', 'counter-derived', 'simulated') AND joules IS NOT NULL";

    private readonly PublishSettings settings;
    private readonly string temporary;
    private readonly CampaignDatabase database;

    // Of its own: rows are added to it while rows of the other stream past, which one connection cannot do.
    private readonly CampaignDatabase powers;

    private RawPublication(PublishSettings settings)
    {
        this.settings = settings;
        var parent = Path.GetDirectoryName(Path.GetFullPath(settings.Folder.TrimEnd(Path.DirectorySeparatorChar)))!;
        temporary = Path.Combine(parent, $".{Path.GetFileName(settings.Folder.TrimEnd(Path.DirectorySeparatorChar))}.{Guid.NewGuid():N}.tmp");
        database = new CampaignDatabase(Path.Combine(temporary, "spill"), MemoryMegabytes);
        powers = new CampaignDatabase(Path.Combine(temporary, "spill-powers"), MemoryMegabytes);
    }

    /// <summary>Publishes a campaign.</summary>
    /// <param name="settings">What, and where to.</param>
    /// <param name="progress">Told which step begins; null for none.</param>
    /// <exception cref="InputException">The runs cannot be read or the folder not written, it is not empty, a node has no type, or runs differ in epochs.</exception>
    /// <exception cref="InsufficientDataException">No run has an energy that the layout holds.</exception>
    public static PublishResult Run(PublishSettings settings, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (File.Exists(settings.Folder) || (Directory.Exists(settings.Folder) && Directory.EnumerateFileSystemEntries(settings.Folder).Any()))
            throw new InputException($"{settings.Folder}: is not empty; name a new folder");
        using var publication = new RawPublication(settings);
        return publication.Publish(progress);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        database.Dispose();
        powers.Dispose();
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
    }

    private PublishResult Publish(IProgress<string>? progress)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(temporary, RawLayout.PowerFolder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{settings.Folder}: cannot be made: {e.Message}");
        }

        var table = Path.Combine(temporary, "collected.parquet");
        RunCollector.Run(new CollectSettings { Source = settings.Source, Output = table }, progress);
        var (leftOut, epochs) = Choose(table);
        progress?.Report("power readings and runs");
        var written = WriteRuns();
        var types = NodeTable.Of(written.IsGpuHost.Keys, settings.Nodes, host => written.IsGpuHost[host]);
        WriteNodes(types);
        var withoutIdle = WriteNodePower(types);
        var isSimulated = database.Count("SELECT count(*) FROM chosen WHERE energy_kind = 'simulated'") > 0;
        var result = new PublishResult
        {
            Folder = settings.Folder,
            Exported = database.Count("SELECT count(*) FROM chosen"),
            LeftOut = leftOut,
            Jobs = written.Jobs,
            Samples = written.Samples,
            ResolvedByEpoch = written.Resolved,
            Nodes = types.Count,
            WithoutIdle = withoutIdle,
            Epochs = epochs,
            Simulated = isSimulated,
            ReadBack = ReadBack(epochs, progress),
        };
        WholeFile.WriteText(Path.Combine(temporary, ReadmeFile), PublicationReadme.Of(result));
        File.Delete(table);
        File.Delete(table + ".sha256");
        if (Directory.Exists(settings.Folder))
            Directory.Delete(settings.Folder);
        Directory.Move(temporary, settings.Folder);
        return result;
    }

    // Reasons are asked for in this order, so that a run has one.
    private (LeftOutRuns LeftOut, int Epochs) Choose(string table)
    {
        var epochs = settings.Epochs is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"WHERE epochs = {wanted}") : "";
        database.ReadFile(settings.Source, $"""
            CREATE VIEW collected AS FROM read_parquet({Text(table)}) {epochs};
            CREATE TABLE reasons AS
            SELECT run_id, CASE WHEN status <> 'completed' THEN 'notCompleted' WHEN joules IS NULL THEN 'noEnergy' WHEN NOT ({Whole}) THEN 'estimated'
                WHEN NOT ({Layout}) THEN 'ownNetwork' WHEN host IS NULL THEN 'noHost' END AS reason
            FROM collected;
            CREATE VIEW chosen AS FROM collected SEMI JOIN (FROM reasons WHERE reason IS NULL) USING (run_id)
            """);
        var counts = database.Rows("SELECT reason, count(*) FROM reasons WHERE reason IS NOT NULL GROUP BY reason")
            .ToDictionary(row => row.GetString(0), row => row.GetInt64(1));
        var leftOut = new LeftOutRuns(Of("noEnergy"), Of("estimated"), Of("notCompleted"), Of("ownNetwork"), Of("noHost"));
        var all = database.Rows("SELECT epochs, count(*) FROM chosen GROUP BY epochs ORDER BY epochs").Select(row => (Epochs: row.GetInt32(0), Runs: row.GetInt64(1))).ToList();
        if (all.Count == 0)
        {
            throw new InsufficientDataException($"{settings.Source}: no run can be published ({leftOut.NoEnergy} without energy, {leftOut.Estimated} estimated, "
                + $"{leftOut.NotCompleted} not completed, {leftOut.OwnNetwork} of own data or widths, {leftOut.NoHost} without the name of a machine)");
        }

        return all.Count == 1
            ? (leftOut, all[0].Epochs)
            : throw new InputException($"{settings.Source}: runs of {string.Join(", ", all.Select(group => $"{group.Epochs} epochs ({group.Runs})"))}: "
                + "the layout has one number for all; choose with --epochs");

        long Of(string reason) => counts.GetValueOrDefault(reason);
    }

    private sealed record WrittenRuns(int Jobs, long Samples, long Resolved, IReadOnlyDictionary<string, bool> IsGpuHost);

    private WrittenRuns WriteRuns()
    {
        powers.Execute("CREATE TABLE node_readings (node VARCHAR, watts DOUBLE, is_idle BOOLEAN)");
        var (samples, resolved) = (0L, 0L);
        var hosts = new Dictionary<string, bool>();
        var experiments = new Dictionary<string, int>();
        var firstFree = (long)(database.Number("SELECT max(try_cast(job_id AS BIGINT)) FROM chosen") ?? 0) + 1;
        using var metadata = new StreamWriter(Path.Combine(temporary, RawLayout.MetadataFile));
        metadata.WriteLine(string.Join(',', RawLayout.MetadataColumns));
        using var jobs = new JobFiles(Path.Combine(temporary, RawLayout.PowerFolder), firstFree);
        using var appender = powers.Appender("node_readings");
        foreach (var row in database.Rows($"SELECT {PublishedRun.Columns} FROM chosen ORDER BY host, job_id, start_utc, run_id"))
        {
            var run = PublishedRun.Of(row);
            var job = jobs.Add(run);
            var experiment = experiments.TryAdd(run.Experiment, experiments.Count + 1) ? experiments.Count : experiments[run.Experiment];
            metadata.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run.RunId},{run.Experiment},{experiment},{job},{RawLayout.Time(run.Start)},{RawLayout.Time(run.End)},{RawLayout.Time(run.End)},{run.Host},{run.Cells},{Batch}"));
            hosts[run.Host] = hosts.GetValueOrDefault(run.Host) || run.IsGpu;
            (samples, resolved) = (samples + run.Watts.Length, resolved + (run.IsResolved ? 1 : 0));
            foreach (var watts in run.Watts)
                appender.CreateRow().AppendValue(run.Host).AppendValue(watts).AppendValue(false).EndRow();
            if (run.IdleWatts is { } idle)
                appender.CreateRow().AppendValue(run.Host).AppendValue(idle).AppendValue(true).EndRow();
        }

        return new WrittenRuns(jobs.Count, samples, resolved, hosts);
    }

    private void WriteNodes(IReadOnlyDictionary<string, NodeType> types) => File.WriteAllLines(
        Path.Combine(temporary, RawLayout.NodesFile),
        types.OrderBy(node => node.Key, StringComparer.Ordinal).Select(node => $"{node.Key}, {node.Value.Cpus}, {node.Value.Memory}, {node.Value.TmpDisk}, {node.Value.Gres}")
            .Prepend(string.Join(", ", RawLayout.NodesColumns)));

    // Ingestion takes the 2 % quantile as idle power, and needs one. Among nodes of one type it cancels out; between types a quantile of loads alone
    // would standardise by something else than idle power: then it stays empty, and ingestion says which runs that costs.
    private List<string> WriteNodePower(IReadOnlyDictionary<string, NodeType> types)
    {
        var idle = powers.Rows("SELECT node, count(*) FILTER (is_idle) FROM node_readings GROUP BY node").ToDictionary(row => row.GetString(0), row => row.GetInt64(1));
        var kinds = types.Values.Distinct().ToLookup(type => type.HasGpu);
        var list = string.Join(", ", RawLayout.QuantileNames.Select(name => RawLayout.ShareOf(name).ToString(CultureInfo.InvariantCulture)));
        var lines = new List<string> { RawLayout.NodePowerHeader };
        foreach (var row in powers.Rows($"""
            SELECT node, count(*), min(watts), max(watts), quantile_cont(watts, [{list}]) FROM node_readings GROUP BY node ORDER BY node
            """))
        {
            var node = row.GetString(0);
            var isKnown = idle[node] > 0 || kinds[types[node].HasGpu].Count() == 1;
            var quantiles = row.GetFieldValue<List<double>>(4).Select(watts => isKnown ? watts.ToString("R", CultureInfo.InvariantCulture) : "");
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{node},{row.GetInt64(1)},{row.GetDouble(2)},{string.Join(',', quantiles)},{row.GetDouble(3)}"));
        }

        File.WriteAllLines(Path.Combine(temporary, RawLayout.NodePowerFile), lines);
        return [.. idle.Where(node => node.Value == 0).Select(node => node.Key).Order(StringComparer.Ordinal)];
    }

    private ReadBack ReadBack(int epochs, IProgress<string>? progress)
    {
        var (table, dropped) = (Path.Combine(temporary, StandardisedFile + ".parquet"), Path.Combine(temporary, "dropped.csv"));
        try
        {
            var ingested = CampaignIngest.Run(new IngestSettings
            {
                PowerFolder = Path.Combine(temporary, RawLayout.PowerFolder),
                Metadata = Path.Combine(temporary, RawLayout.MetadataFile),
                Nodes = Path.Combine(temporary, RawLayout.NodesFile),
                NodePower = Path.Combine(temporary, RawLayout.NodePowerFile),
                Output = table,
                Dropped = dropped,
                TimeZone = PublicationReadme.TimeZone,
                ExcludedBatch = null,
                Epochs = epochs,
            }, progress);
            var difference = database.Number($"""
                SELECT max(abs(back.energy / chosen.joules - 1)) FROM read_parquet({Text(table)}) back JOIN chosen USING (run_id)
                """);
            if (!(difference <= Tolerance))
                throw new InvalidOperationException($"what was published reads back as other energies: they differ by up to {difference:g3}");
            database.WriteFile(settings.Folder, $"COPY (FROM read_parquet({Text(table)})) TO {Text(Path.ChangeExtension(table, ".csv"))} (FORMAT csv, HEADER)");
            return new ReadBack(ingested.Counts.Joined, ingested.Counts.Written, difference, Path.Combine(settings.Folder, StandardisedFile + ".parquet"), null);
        }
        catch (InsufficientDataException e)
        {
            return new ReadBack(null, 0, null, null, e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        }
    }
}
