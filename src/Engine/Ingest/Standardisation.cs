using System.Globalization;
using ButterE.Engine.Campaigns;
using static ButterE.Engine.Ingest.CampaignDatabase;

namespace ButterE.Engine.Ingest;

/// <summary>
/// From energies of many types of node to those of one (notebook 3_standardize): runs on a node of higher idle power are charged less by the
/// difference of the idle powers. Then the overhead, and what is left without it.
/// </summary>
internal static class Standardisation
{
    /// <summary>Part of the runs that hardly train which lies below the overhead.</summary>
    public const double OverheadQuantile = 0.05;

    /// <summary>Makes the table <c>merged</c>: the kept runs, all networks of depth 2 as rectangles.</summary>
    /// <returns>Runs whose shape changed.</returns>
    /// <remarks>With one hidden layer all shapes are one network; where there is no rectangle, the first experiment stands for it.</remarks>
    public static long MergeDepth2(CampaignDatabase database)
    {
        database.Execute("""
            CREATE TABLE merged AS
            SELECT judged.* REPLACE (coalesce(same.experiment_id, judged.experiment_id) AS experiment_id,
                    CASE WHEN judged.depth = 2 THEN 'rectangle' ELSE judged.shape END AS shape),
                judged.shape AS original_shape
            FROM judged LEFT JOIN (
                SELECT dataset, size, optimizer, batch_size, learning_rate,
                    coalesce(min(experiment_id) FILTER (shape = 'rectangle'), min(experiment_id)) AS experiment_id
                FROM judged WHERE depth = 2 AND NOT filter GROUP BY ALL) same
            ON judged.depth = 2 AND judged.dataset = same.dataset AND judged.size = same.size AND judged.batch_size = same.batch_size
                AND judged.optimizer IS NOT DISTINCT FROM same.optimizer AND judged.learning_rate IS NOT DISTINCT FROM same.learning_rate
            WHERE NOT filter
            """);
        return database.Count("SELECT count(*) FROM merged WHERE shape <> original_shape");
    }

    /// <summary>
    /// Chooses the type of node to which the runs of each device are standardised, table <c>reference</c>: cpu1 and gpu1 where there are such
    /// nodes, else the type of lowest idle power.
    /// </summary>
    public static void ChooseReferences(CampaignDatabase database) => database.Execute("""
        CREATE TABLE reference AS
        SELECT has_gpu, arg_min(type, (NOT type IN ('cpu1', 'gpu1'), watts)) AS type, arg_min(watts, (NOT type IN ('cpu1', 'gpu1'), watts)) AS watts
        FROM idle GROUP BY has_gpu
        """);

    /// <summary>Makes the table <c>standard</c>: the merged runs with standardised energy and power, and the overhead of their device.</summary>
    public static void Standardise(CampaignDatabase database, string overheadDataset) => database.Execute(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        CREATE TABLE standardised AS
        SELECT *, std_power * run_time AS std_energy
        FROM (SELECT merged.*, node_types.type AS node_type, energy / run_time AS power,
                energy / run_time + (reference.watts - idle.watts) AS std_power
            FROM merged LEFT JOIN node_types USING (node) LEFT JOIN idle USING (type) LEFT JOIN reference ON reference.has_gpu = is_gpu);
        CREATE TABLE overhead AS
        SELECT is_gpu, quantile_cont(std_energy, {OverheadQuantile}) AS joules, quantile_cont(run_time, {OverheadQuantile}) AS seconds
        FROM standardised WHERE dataset = {Text(overheadDataset)} AND size <= {RawLayout.OverheadLargestSize} AND std_energy IS NOT NULL
        GROUP BY is_gpu;
        CREATE TABLE standard AS
        SELECT standardised.*, joules AS energy_overhead, std_energy - joules AS non_overhead_energy,
            seconds AS runtime_overhead, run_time - seconds AS non_overhead_runtime,
            CASE WHEN std_energy IS NULL THEN 'unknownIdle' WHEN dataset = {Text(overheadDataset)} THEN 'overheadDataset'
                WHEN std_energy <= joules OR run_time <= seconds THEN 'notAboveOverhead' END AS reason
        FROM standardised LEFT JOIN overhead USING (is_gpu)
        """));
}
