using ButterE.Engine.Campaigns;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Ingest;

/// <summary>
/// A campaign's raw files to standardised runs, as the notebooks 1_join, 2_qc and 3_standardize of the paper's supplement make them. No run
/// disappears unseen: every one is written, or counted and listed with its reason.
/// </summary>
public static class CampaignIngest
{
    /// <summary>Ingests a campaign.</summary>
    /// <param name="settings">Its files, and how to read them.</param>
    /// <param name="progress">Told which step begins; null for none.</param>
    /// <exception cref="InputException">A file cannot be used; the message names it, and the row and column.</exception>
    /// <exception cref="InsufficientDataException">No run is left.</exception>
    public static IngestResult Run(IngestSettings settings, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        LocalClock.ZoneNamed(settings.TimeZone);
        // Before the minutes of work whose result they are to hold.
        WholeFile.RequireWritable(settings.Output);
        if (settings.Dropped is { } list)
            WholeFile.RequireWritable(list);

        var folder = Path.GetDirectoryName(Path.GetFullPath(settings.Output))!;
        var spill = Path.Combine(folder, $".ingest-{Guid.NewGuid():N}");
        try
        {
            using var database = new CampaignDatabase(spill);
            progress?.Report("runs and nodes");
            var excluded = RawTables.ReadRuns(database, settings.Metadata, settings.ExcludedBatch);
            if (database.Count("SELECT count(*) FROM runs") == 0)
                throw new InputException($"{settings.Metadata}: holds no run"
                    + (excluded > 0 ? $" but those of batch {settings.ExcludedBatch}" : ""));
            RawTables.ReadNodes(database, settings.Nodes, settings.NodePower);
            progress?.Report("power readings");
            var ambiguous = RawTables.ReadPower(database, settings.PowerFolder, settings.TimeZone, settings.Ambiguous);
            progress?.Report("energies");
            RunEnergies.Integrate(database, settings.Integrator, RawLayout.SampleSeconds, settings.Ambiguous == AmbiguousTimes.Refuse);
            progress?.Report("filters and standardisation");
            QualityFilters.Apply(database);
            var merged = Standardisation.MergeDepth2(database);
            Standardisation.ChooseReferences(database);
            Standardisation.Standardise(database, settings.OverheadDataset);
            TrainingWork.Count(database);
            // The list first: where no run is left, it says why.
            if (settings.Dropped is { } dropped)
                IngestOutput.WriteDropped(database, dropped);
            var result = Result(database, excluded, merged, ambiguous);
            if (result.Counts.Written == 0)
                throw new InsufficientDataException($"{settings.Metadata}: none of {result.Counts.Rows} runs is left ({Reasons(result.Counts)})");
            progress?.Report("output");
            IngestOutput.WriteRuns(database, settings.Output, settings.Integrator, settings.Epochs);
            return result;
        }
        finally
        {
            if (Directory.Exists(spill))
                Directory.Delete(spill, recursive: true);
        }
    }

    private static IngestResult Result(CampaignDatabase database, long excluded, long merged, AmbiguousReading? ambiguous)
    {
        var fates = database.Rows("SELECT fate, count(*) FROM fates GROUP BY fate").ToDictionary(row => row.GetString(0), row => row.GetInt64(1));
        var reasons = database.Rows("SELECT coalesce(reason, 'written'), count(*) FROM standard GROUP BY ALL")
            .ToDictionary(row => row.GetString(0), row => row.GetInt64(1));
        var missing = new MissingCounts(Fate("noFile"), Fate("noneInWindow"), Fate("tooFew"));
        var counts = new IngestCounts
        {
            Rows = database.Count("SELECT count(*) FROM runs"),
            ExcludedBatch = excluded,
            Joined = Fate("joined"),
            ZeroWatts = Fate("zeroWatts"),
            Missing = missing.NoFile + missing.NoneInWindow + missing.TooFew,
            MissingBy = missing,
            Incomplete = Fate("incomplete"),
            RuntimeFilter = Judged("filter_1"),
            ZeroEnergyFilter = Judged("filter_2"),
            SigmaFilter = Judged("filter_3"),
            SigmaOnly = Judged("filter_3 AND NOT filter_1 AND NOT filter_2"),
            Ambiguous = Fate("ambiguous"),
            Kept = Judged("NOT filter"),
            UnknownIdle = Reason("unknownIdle"),
            OverheadDataset = Reason("overheadDataset"),
            NotAboveOverhead = Reason("notAboveOverhead"),
            Written = Reason("written"),
        };
        return new IngestResult(
            counts,
            database.Rows("SELECT CASE WHEN is_gpu THEN 'gpu' ELSE 'cpu' END, joules, seconds FROM overhead ORDER BY is_gpu")
                .ToDictionary(row => row.GetString(0), row => new Overhead(row.GetDouble(1), row.GetDouble(2))),
            database.Rows("SELECT type, watts FROM idle ORDER BY type").ToDictionary(row => row.GetString(0), row => row.GetDouble(1)),
            database.Rows("SELECT CASE WHEN has_gpu THEN 'gpu' ELSE 'cpu' END, type FROM reference ORDER BY has_gpu")
                .ToDictionary(row => row.GetString(0), row => row.GetString(1)),
            merged,
            database.Count("SELECT count(*) FROM fates WHERE fate = 'joined' AND NOT reading_before"),
            database.Count("SELECT count(*) FROM power"),
            database.Count("SELECT count(*) FROM power WHERE earlier <> later"),
            ambiguous,
            QualityHistogram.Of(database),
            database.Count($"SELECT count(*) FROM runs WHERE starts_with(node, '{RawLayout.SimulatedPrefix}')") > 0);

        long Fate(string name) => fates.GetValueOrDefault(name);
        long Reason(string name) => reasons.GetValueOrDefault(name);
        long Judged(string condition) => database.Count($"SELECT count(*) FROM judged WHERE {condition}");
    }

    private static string Reasons(IngestCounts counts) =>
        $"{counts.Missing} lack readings, {counts.ZeroWatts} read 0 W, {counts.Ambiguous} ambiguous, {counts.Incomplete} incomplete, "
        + $"{counts.Joined - counts.Kept} filtered, {counts.UnknownIdle} without idle power, {counts.OverheadDataset} of the overhead data set, "
        + $"{counts.NotAboveOverhead} not above the overhead";
}
