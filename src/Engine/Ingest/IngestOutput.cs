using ButterE.Engine.Campaigns;
using ButterE.Probe.Files;
using ButterE.Probe.Meters;
using static ButterE.Engine.Ingest.CampaignDatabase;

namespace ButterE.Engine.Ingest;

/// <summary>Writes the standardised runs and the list of the dropped ones; a file appears under its name only when it is whole.</summary>
internal static class IngestOutput
{
    /// <summary>
    /// Writes the runs as Parquet, in the order of the published table (CPU first, then by run_id): its columns under its names, then what the
    /// notebooks derive from them. A training datum is one of the rows rounded up to whole batches; the test passes are inside its energy.
    /// </summary>
    public static void WriteRuns(CampaignDatabase database, string path, Integrator integrator, int epochs) => Write(database, path, $"""
        SELECT run_id, experiment_id, slurm_job_id, start_time, update_time, node, size, depth, shape, dataset, learning_rate, batch_size, optimizer,
            is_gpu, batch, energy, run_time, filter_1, filter_2, filter_3, filter_3_stdevs, filter, power,
            count(*) OVER (PARTITION BY experiment_id, is_gpu) AS num_reps, std_power, std_energy, energy_overhead, non_overhead_energy,
            runtime_overhead, non_overhead_runtime, original_shape, node_type, readings, reading_before,
            '{integrator.ToString().ToLowerInvariant()}' AS integrator, starts_with(node, '{RawLayout.SimulatedPrefix}') AS simulated,
            {epochs} AS epochs, widths, parameters, observations, training_batches, test_batches,
            training_batches * batch_size AS training_data_per_epoch,
            non_overhead_energy / {epochs} AS energy_per_epoch,
            non_overhead_energy / ({epochs} * training_batches) AS energy_per_training_batch,
            non_overhead_energy / ({epochs} * training_batches * batch_size) AS energy_per_training_datum,
            flops_forward, flops_backward, flops_per_epoch, flops_per_datum
        FROM standard LEFT JOIN work USING (dataset, shape, size, depth, batch_size)
        WHERE reason IS NULL ORDER BY is_gpu, run_id
        """, "FORMAT parquet, COMPRESSION zstd");

    /// <summary>Writes one line for each run that is not in the output: why, and how far it came.</summary>
    public static void WriteDropped(CampaignDatabase database, string path) => Write(database, path, """
        SELECT run_id, reason, slurm_job_id, host_name, start_time, update_time, readings, filter_3_stdevs
        FROM (SELECT line, run_id, fate AS reason, slurm_job_id, node AS host_name, start_time, update_time, readings, NULL AS filter_3_stdevs
                FROM fates JOIN runs USING (run_id) WHERE fate <> 'joined'
            UNION ALL
            SELECT line, run_id, CASE WHEN filter_1 THEN 'runtimeFilter' WHEN filter_2 THEN 'zeroEnergyFilter' ELSE 'sigmaFilter' END,
                slurm_job_id, node, start_time, update_time, readings, filter_3_stdevs FROM judged WHERE filter
            UNION ALL
            SELECT line, run_id, reason, slurm_job_id, node, start_time, update_time, readings, filter_3_stdevs
                FROM standard WHERE reason IS NOT NULL)
        ORDER BY line
        """, "FORMAT csv, HEADER");

    private static void Write(CampaignDatabase database, string path, string query, string format) =>
        WholeFile.WriteAt(path, temporary => database.WriteFile(path, $"COPY ({query}) TO {Text(temporary)} ({format})"));
}
