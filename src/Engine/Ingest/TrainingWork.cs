using ButterE.Engine.Data;
using ButterE.Engine.Networks;

namespace ButterE.Engine.Ingest;

/// <summary>What each network of the campaign computes: table <c>work</c>, one row for each data set, shape, size, depth and batch.</summary>
internal static class TrainingWork
{
    private sealed record TrainedNetwork(string Dataset, string Shape, long Size, int Depth, int Batch);

    /// <summary>Solves the networks and counts their operations. Data sets and shapes that are not the paper's stay unknown.</summary>
    public static void Count(CampaignDatabase database)
    {
        database.Execute("""
            CREATE TABLE work (dataset VARCHAR, shape VARCHAR, size BIGINT, depth INTEGER, batch_size INTEGER, widths VARCHAR, parameters BIGINT,
                observations BIGINT, training_batches BIGINT, test_batches BIGINT, flops_forward DOUBLE, flops_backward DOUBLE,
                flops_per_epoch DOUBLE, flops_per_datum DOUBLE)
            """);
        var rows = database.Rows("SELECT DISTINCT dataset, shape, size, depth, batch_size FROM merged")
            .Select(row => new TrainedNetwork(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetInt32(4))).ToList();
        using var appender = database.Appender("work");
        foreach (var row in rows)
        {
            if (DatasetRegistry.Find(row.Dataset) is not { } data || !ShapeName.TryParse(row.Shape, out var shape) || row.Depth < 2 || row.Size < 1
                || row.Batch < 1)
            {
                continue;
            }

            var network = NetworkSolver.Solve(shape, data.Inputs, data.Outputs, row.Depth, row.Size);
            var flops = TrainingFlops.Count(network, data.RawFeatures, row.Batch, data.Observations);
            var batches = BatchCounts.Of(data.Observations, row.Batch);
            appender.CreateRow().AppendValue(row.Dataset).AppendValue(row.Shape).AppendValue(row.Size).AppendValue(row.Depth).AppendValue(row.Batch)
                .AppendValue(string.Join(',', network.Widths)).AppendValue(network.Parameters).AppendValue((long)data.Observations)
                .AppendValue((long)batches.Training).AppendValue((long)batches.Test).AppendValue(flops.Forward).AppendValue(flops.Backward)
                .AppendValue(flops.PerEpoch).AppendValue(flops.PerDatum).EndRow();
        }
    }
}
