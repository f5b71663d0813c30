namespace ButterE.Engine.Ingest;

/// <summary>
/// The three filters of notebook 2_qc, over the joined runs: table <c>judged</c>. The deviations of filter 3 are those of the logarithm of the
/// run time in the group of its device, data set and size, with the population's standard deviation, over the runs before any filter; a run
/// alone in its group has none.
/// </summary>
internal static class QualityFilters
{
    /// <summary>Longest run time that filter 1 passes, s.</summary>
    public const double LongestSeconds = 75_000;

    /// <summary>Most standard deviations that filter 3 passes, on either side.</summary>
    public const double MostDeviations = 4;

    /// <summary>Judges the joined runs.</summary>
    public static void Apply(CampaignDatabase database) => database.Execute($"""
        CREATE TABLE judged AS
        SELECT *, filter_1 OR filter_2 OR filter_3 AS filter
        FROM (SELECT *, run_time > {LongestSeconds} AS filter_1, energy = 0 AS filter_2,
                coalesce(filter_3_stdevs > {MostDeviations}, false) AS filter_3
            FROM (SELECT *, abs(ln(run_time) - avg(ln(run_time)) OVER peers) / nullif(stddev_pop(ln(run_time)) OVER peers, 0) AS filter_3_stdevs
                FROM (SELECT runs.*, energy, readings, reading_before, (epoch_us(update_time) - epoch_us(start_time)) / 1e6 AS run_time
                    FROM runs JOIN fates USING (run_id) WHERE fate = 'joined')
                WINDOW peers AS (PARTITION BY is_gpu, dataset, size)))
        """);
}
