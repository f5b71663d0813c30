using System.Globalization;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Machine;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Simulation;

/// <summary>What was written of a simulated campaign.</summary>
/// <param name="Runs">Distinct runs.</param>
/// <param name="Files">Files.</param>
/// <param name="SingleRows">Runs in a file of their own.</param>
/// <param name="Duplicates">Rows that repeat another one, as a worker leaves them that is killed while it puts rows together.</param>
public sealed record WrittenRecords(int Runs, int Files, int SingleRows, int Duplicates);

/// <summary>
/// Run records of a campaign on a machine that does not exist, in the folders of a campaign: what collection and reports have to cope with, in
/// any number. Costs are those of <see cref="PlantedCosts"/> with noise; losses fall with epochs and parameters.
/// </summary>
public static class SimulatedRecords
{
    /// <summary>Most runs.</summary>
    public const int MostRuns = 4_000_000;

    /// <summary>Rows of a finished shard.</summary>
    public const int RowsOfShard = 1000;

    private const double CpuShare = 0.6, CostNoise = 0.05, EpochNoise = 0.02, CpuWatts = 327, GpuWatts = 422;

    private static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Simulates runs of the paper's grid and writes their records.</summary>
    /// <param name="folder">Folder of the campaign; made when absent, must be empty.</param>
    /// <param name="runs">Distinct runs.</param>
    /// <param name="epochs">Epochs of each.</param>
    /// <param name="singleRows">How many of them stay in a file of their own, as those of shards that are not finished.</param>
    /// <param name="duplicates">How many rows are written twice: once in the file of their shard and once in one of their own.</param>
    /// <param name="seed">Seed.</param>
    /// <exception cref="InputException">A number is out of range, or the folder is not empty or cannot be written.</exception>
    public static WrittenRecords Write(string folder, int runs, int epochs, int singleRows, int duplicates, int seed)
    {
        if (runs is < 1 or > MostRuns)
            throw new InputException($"--runs {runs}: must be between 1 and {MostRuns}");
        if (epochs < 1)
            throw new InputException($"--epochs {epochs}: must be at least 1");
        if (singleRows < 0 || duplicates < 0 || singleRows + duplicates > runs)
            throw new InputException($"--single {singleRows}, --duplicates {duplicates}: must not be negative, nor more than the {runs} runs together");
        var campaign = new CampaignFolder(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InputException($"{folder}: the folder is not empty; name a new one");

        var random = new SimulationRandom(seed);
        var files = 0;
        var (left, copies) = (singleRows, duplicates);
        var shard = 0;
        foreach (var group in Points(runs, random).GroupBy(point => point.Point.Dataset.Name))
        {
            foreach (var chunk in group.Chunk(RowsOfShard))
            {
                var records = chunk.Select(point => Record(point, epochs, random)).ToList();
                var singles = Math.Min(left, records.Count);
                left -= singles;
                foreach (var record in records.Take(singles).Concat(records.Skip(singles).Take(copies)))
                {
                    RunStore.WriteFile(campaign.Row(group.Key, shard, record.RunId), [record]);
                    files++;
                }

                copies -= Math.Min(copies, records.Count - singles);
                if (singles < records.Count)
                {
                    RunStore.WriteFile(Path.Combine(campaign.ShardFolder(group.Key, shard), "part-00000.parquet"), records[singles..]);
                    files++;
                }

                shard++;
            }
        }

        return new WrittenRecords(runs, files, singleRows, duplicates - copies);
    }

    private sealed record PlannedPoint(GridPoint Point, bool IsGpu, int Replicate, double Joules);

    private static IEnumerable<PlannedPoint> Points(int runs, SimulationRandom random)
    {
        var experiments = new Dictionary<(string, Shape, int, long), string>();
        var cpuRuns = (int)Math.Round(CpuShare * runs);
        foreach (var isGpu in (bool[])[false, true])
        {
            var model = PlantedCosts.Draw(isGpu, random);
            var (costs, replicates) = (new Dictionary<GridPoint, double>(), new Dictionary<GridPoint, int>());
            foreach (var point in CampaignGrid.Choose(isGpu ? runs - cpuRuns : cpuRuns, random, experiments))
            {
                if (!costs.TryGetValue(point, out var joules))
                    costs[point] = joules = model.Predict(TrainingSetup.Of(point.Dataset, point.Network), 1);
                yield return new PlannedPoint(point, isGpu, replicates[point] = replicates.GetValueOrDefault(point, -1) + 1, joules);
            }
        }
    }

    private static RunRecord Record(PlannedPoint planned, int epochs, SimulationRandom random)
    {
        var (point, isGpu) = (planned.Point, planned.IsGpu);
        var configuration = new RunConfiguration
        {
            Dataset = point.Dataset.Name,
            DataSource = "simulated",
            Synthetic = true,
            Shape = ShapeName.Of(point.Shape),
            Depth = point.Depth,
            Size = point.Size,
            Widths = point.Network.Widths,
            Parameters = point.Network.Parameters,
            Inputs = point.Network.Inputs,
            Outputs = point.Network.Outputs,
            Rows = point.Dataset.Observations,
            RawFeatures = point.Dataset.RawFeatures,
            Batch = TrainingSetup.PaperBatch,
            LearningRate = 1e-4,
            Seed = planned.Replicate,
            Epochs = epochs,
            Device = isGpu ? "cuda:0" : "cpu",
            Schedule = "fused",
            Simd = isGpu ? null : "v512",
            Replicate = planned.Replicate,
            EngineVersion = MachineFingerprint.EngineVersion,
        };
        var epochJoules = new double?[epochs];
        var seconds = new double[epochs];
        var (train, test) = (new double[epochs], new double[epochs]);
        var watts = (isGpu ? GpuWatts : CpuWatts) * Math.Exp(CostNoise * random.Normal());
        var joulesOfEpoch = planned.Joules * Math.Exp(CostNoise * random.Normal());
        var floor = 0.5 * Math.Pow(point.Network.Parameters, -0.15);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            epochJoules[epoch] = joulesOfEpoch * Math.Exp(EpochNoise * random.Normal());
            seconds[epoch] = epochJoules[epoch]!.Value / watts;
            train[epoch] = floor + 0.3 / Math.Sqrt(epoch + 1);
            test[epoch] = train[epoch] * (1.05 + 0.02 * random.Unit());
        }

        var start = Begin.AddSeconds(Math.Round(random.Between(0, 30 * 86400), 6));
        var total = seconds.Sum();
        return new RunRecord
        {
            RunId = RunId.Of(configuration),
            Configuration = configuration,
            Simulated = true,
            StartUtc = start,
            EndUtc = start.AddMicroseconds(Math.Ceiling(total * 1e6)),
            TrainLoss = train,
            TestLoss = test,
            EpochSeconds = seconds,
            Seconds = total,
            EpochJoules = epochJoules,
            Joules = epochJoules.Sum(),
            EnergyKind = EnergyKind.Simulated,
            MeterId = "simulated",
            Domain = "node",
            Host = string.Create(CultureInfo.InvariantCulture, $"{Campaigns.RawLayout.SimulatedPrefix}{(isGpu ? "gpu1" : "cpu1")}-{random.Below(20):0000}"),
            Status = RunStatus.Completed,
        };
    }
}
