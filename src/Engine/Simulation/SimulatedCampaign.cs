using ButterE.Engine.Campaigns;
using ButterE.Engine.Ingest;
using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;

namespace ButterE.Engine.Simulation;

/// <summary>
/// A campaign on a cluster that does not exist, in the raw layout of BUTTER-E, as ground truth for ingestion and fit: energies of a known model
/// with noise, and faults that are counted by reason.
/// </summary>
public static class SimulatedCampaign
{
    /// <summary>Fewest runs: each kind of fault occurs, and most runs have none.</summary>
    public const int FewestRuns = 200;

    /// <summary>Most runs.</summary>
    public const int MostRuns = 1_000_000;

    private const double CpuShare = 0.6, CpuNoise = 0.08, GpuNoise = 0.025, CpuWatts = 327, GpuWatts = 422, PowerSpread = 0.04;
    private const int RunsPerJob = 13, RunsPerLostJob = 11;

    // Filter 1 of the paper, written once more: the planted counts are an oracle of ingestion.
    private const double LongestSeconds = 75_000;
    private const string TooLong = "runtimeFilter";

    // The paper's campaign began then; it ends here well before the clocks of its zone are set back.
    private static readonly DateTime Begin = new(2022, 9, 23, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Simulates a campaign and writes its files.</summary>
    /// <param name="folder">Folder to write to; created when absent.</param>
    /// <param name="runs">Runs, from <see cref="FewestRuns"/> to <see cref="MostRuns"/>.</param>
    /// <param name="seed">Seed.</param>
    /// <exception cref="InputException">The number of runs is out of range, the folder is not empty or cannot be written.</exception>
    public static PlantedCampaign Write(string folder, int runs, int seed)
    {
        if (runs is < FewestRuns or > MostRuns)
            throw new InputException($"--runs {runs}: must be between {FewestRuns} and {MostRuns}");
        var random = new SimulationRandom(seed);
        var models = new Dictionary<bool, EnergyModel>
        {
            [false] = PlantedCosts.Draw(isGpu: false, random),
            [true] = PlantedCosts.Draw(isGpu: true, random),
        };
        var cpuRuns = (int)Math.Round(CpuShare * runs);
        var experiments = new Dictionary<(string, Networks.Shape, int, long), string>();
        var all = new List<SimulatedRun>(runs);
        foreach (var isGpu in (bool[])[false, true])
        {
            var cache = new Dictionary<GridPoint, double>();
            foreach (var point in CampaignGrid.Choose(isGpu ? runs - cpuRuns : cpuRuns, random, experiments))
            {
                if (!cache.TryGetValue(point, out var joules))
                    cache[point] = joules = models[isGpu].Predict(TrainingSetup.Of(point.Dataset, point.Network), RawLayout.Epochs);
                joules *= Math.Exp((isGpu ? GpuNoise : CpuNoise) * random.Normal());
                var watts = (isGpu ? GpuWatts : CpuWatts) * Math.Exp(PowerSpread * random.Normal());
                var microseconds = (long)Math.Round(joules / watts * 1e6);
                all.Add(new SimulatedRun(random.Identity(), point, isGpu) { Microseconds = microseconds, Watts = joules / microseconds * 1e6 });
            }
        }

        FaultPlan.Plant(all, random);
        var cluster = new SimulatedCluster(cpuRuns, runs - cpuRuns, Begin, random);
        Schedule(all, cluster, random);
        var sigma = Judge(all);
        var files = new CampaignFiles(folder);
        var samples = files.Write(all, cluster, random);
        var missing = new MissingCounts(Planted(PlantedFault.NoFile), Planted(PlantedFault.NoneInWindow), Planted(PlantedFault.TooFew));
        var planted = new PlantedCampaign
        {
            Seed = seed,
            Rows = runs,
            Joined = all.Count(PeerDeviation.IsJoined),
            ZeroWatts = Planted(PlantedFault.ZeroWatts),
            MissingBy = missing,
            Missing = missing.NoFile + missing.NoneInWindow + missing.TooFew,
            RuntimeFilter = all.Count(run => run.Fate == TooLong),
            SigmaFilter = sigma.Count,
            SigmaOnly = all.Count(run => run.Fate == "sigmaFilter"),
            Kept = all.Count(run => run.Fate == "kept"),
            Outliers = Planted(PlantedFault.Outlier),
            Samples = samples,
            IdleWatts = SimulatedCluster.IdleWatts,
            Noise = new Dictionary<string, double> { ["cpu"] = CpuNoise, ["gpu"] = GpuNoise },
            Coefficients = models.ToDictionary(model => model.Key ? "gpu" : "cpu", model => model.Value.Coefficients),
        };
        files.WritePlanted(planted);
        return planted;

        long Planted(PlantedFault fault) => all.Count(run => run.Fault == fault);
    }

    // Jobs take a node each and run one after another, as the workers of the paper's queue did. Jobs whose file is lost hold such runs alone.
    private static void Schedule(List<SimulatedRun> all, SimulatedCluster cluster, SimulationRandom random)
    {
        var job = 10_000_000;
        foreach (var isGpu in (bool[])[false, true])
        {
            var nodes = cluster.Nodes.Where(node => node.Type.HasGpu == isGpu).ToArray();
            var mine = all.Where(run => run.IsGpu == isGpu).ToArray();
            random.Shuffle(mine.AsSpan());
            var jobs = mine.Where(run => run.Fault == PlantedFault.NoFile).Chunk(RunsPerLostJob)
                .Concat(mine.Where(run => run.Fault != PlantedFault.NoFile).Chunk(RunsPerJob));
            foreach (var runs in jobs)
            {
                // The freer of two nodes, so that none is still busy when the clocks change.
                var (one, two) = (nodes[random.Below(nodes.Length)], nodes[random.Below(nodes.Length)]);
                Place(runs, one.FreeMicroseconds < two.FreeMicroseconds ? one : two, ++job, random);
            }
        }
    }

    private static void Place(SimulatedRun[] runs, SimulatedNode node, int job, SimulationRandom random)
    {
        var clock = node.FreeMicroseconds + (long)(random.Between(180, 600) * 1e6);
        foreach (var run in runs)
        {
            run.Job = job;
            run.Node = node;
            var start = clock + (long)(random.Between(1, 8) * 1e6);
            // A run of less than a minute starts when a reading will fall into it.
            if (run.Seconds < RawLayout.SampleSeconds)
                start = CampaignFiles.NextReading(node, start + run.Microseconds) - (long)(random.Between(0.05, 0.95) * run.Microseconds);
            run.StartMicroseconds = start;
            clock = run.EndMicroseconds;
        }

        node.FreeMicroseconds = clock;
    }

    /// <summary>Gives every run the fate that the rules of the notebooks give it, whether its fault was planted or came by chance.</summary>
    /// <returns>The runs beyond filter 3.</returns>
    internal static HashSet<SimulatedRun> Judge(List<SimulatedRun> all)
    {
        var sigma = PeerDeviation.Beyond(all.Where(PeerDeviation.IsJoined));
        foreach (var run in all)
        {
            run.Fate = run.Fault switch
            {
                PlantedFault.NoFile => "noFile",
                PlantedFault.NoneInWindow => "noneInWindow",
                PlantedFault.TooFew => "tooFew",
                PlantedFault.ZeroWatts => "zeroWatts",
                _ when run.Seconds > LongestSeconds => TooLong,
                _ => sigma.Contains(run) ? "sigmaFilter" : "kept",
            };
        }

        return sigma;
    }
}
