using System.Runtime.ExceptionServices;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>Makes the plan of a description: the same description on the same kind of machine gives the same plan, byte for byte.</summary>
public static class SweepPlanner
{
    // A run with its configuration and its row of the table, about.
    private const double BytesOfRun = 1000;

    /// <summary>Plans.</summary>
    /// <param name="description">What shall be run.</param>
    /// <param name="text">The description as it was given, for the record.</param>
    /// <param name="times">What runs are expected to take.</param>
    /// <param name="shards">Into how many shards they are dealt.</param>
    /// <exception cref="InputException">Data cannot be used, two are named alike or are the same, there is nothing to run, more than the memory holds, fewer shards than devices, or a
    /// network does not fit into the memory of the model or profile that gives the times; it is named.</exception>
    /// <exception cref="InsufficientDataException">The model or profile that gives the times lacks what a network costs; it is named.</exception>
    /// <exception cref="Kernels.UnavailableException">The environment demands a SIMD path that this processor lacks.</exception>
    public static SweepPlan Plan(SweepDescription description, string text, RunTimes times, ShardChoice shards)
    {
        ArgumentNullException.ThrowIfNull(description);
        RequireMemory(description);
        var data = description.Datasets.Select(DataPlanning.Of).ToArray();
        if (data.GroupBy(d => d.Name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
            throw new InputException($"datasets: two are called {twice}; give one of them another name");
        var grid = Grid(description, data);
        var reached = grid.Where(point => NetworkSolver.IsConformant(point.Network, point.Size)).ToArray();
        if (description.DistinctNetworks)
            reached = [.. reached.DistinctBy(point => point.Identity)];
        if (reached.Length == 0)
            throw new InputException("the description plans nothing: no network comes within 20 % of any of its sizes");
        var simd = description.Simd ?? SimdSelection.NameOf(SimdSelection.Choose());
        var runs = InParallel(reached, point => RunsOf(description, point, simd, times).ToArray()).SelectMany(own => own).ToArray();
        RefuseSameRuns(runs);
        var (dealt, dealtShards) = Sharding.Deal(runs, description.Devices, shards);
        var header = new PlanHeader
        {
            Description = text,
            Runs = dealt.Count,
            Networks = reached.Select(point => point.Identity).Distinct().Count(),
            Shards = dealtShards,
            PredictedBy = times.Source,
            Data = data,
            Unreachable =
            [
                .. grid.Where(point => !NetworkSolver.IsConformant(point.Network, point.Size)).Select(point => new UnreachableSize(
                    point.Data.Name, ShapeName.Of(point.Shape), point.Network.Depth, point.Size, point.Network.Parameters,
                    $"the nearest network has {point.Network.Parameters} parameters, more than {NetworkSolver.Tolerance * 100:0} % off")),
            ],
            EngineVersion = MachineFingerprint.EngineVersion,
        };
        return new SweepPlan(header, dealt);
    }

    // Known before anything is planned: a list too many can make billions.
    private static void RequireMemory(SweepDescription description)
    {
        double networks = (double)description.Datasets.Count * description.Shapes.Count * description.Depths.Count * description.Sizes.Count;
        var runs = networks * description.Devices.Count * description.BatchSizes.Count * description.Schedules.Count * description.Meters.Count * description.Replicates;
        if (runs * BytesOfRun > GrantedMemory.AvailableBytes)
            throw new InputException($"the description plans {runs:N0} runs, for which there is not enough memory (about {runs * BytesOfRun / 1e9:N0} GB); plan fewer at once");
    }

    private static void RefuseSameRuns(IReadOnlyList<SweepRun> runs)
    {
        var seen = new HashSet<string>();
        if (runs.FirstOrDefault(run => !seen.Add(run.RunId)) is { } again)
        {
            var first = runs.First(run => run.RunId == again.RunId);
            throw new InputException($"datasets: {first.Data} and {again.Data} plan the same runs; leave one of them out");
        }
    }

    private static GridPoint[] Grid(SweepDescription description, IReadOnlyList<PlannedData> data)
    {
        var points =
            from source in data
            from shape in description.Shapes
            from depth in description.Depths
            from size in description.Sizes
            select (source, shape, depth, size);
        return InParallel(points, point => new GridPoint(
            point.source, point.shape, point.size, NetworkSolver.Solve(point.shape, point.source.Inputs, point.source.Outputs, point.depth, point.size)));
    }

    // What cannot be planned is refused as itself, not as the aggregate that parallel queries make of it.
    private static TResult[] InParallel<T, TResult>(IEnumerable<T> points, Func<T, TResult> make)
    {
        try
        {
            return [.. points.ToArray().AsParallel().AsOrdered().Select(make)];
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            throw;
        }
    }

    private static IEnumerable<SweepRun> RunsOf(SweepDescription description, GridPoint point, string simd, RunTimes times) =>
        from device in description.Devices
        from batch in description.BatchSizes
        from schedule in description.Schedules
        let setup = new TrainingSetup(point.Network, point.Data.RawFeatures, batch, point.Data.Rows, null, ScheduleName.OrFused(schedule))
        let seconds = description.Epochs * EpochSeconds(times, point, setup, device)
        from meter in description.Meters
        from replicate in Enumerable.Range(0, description.Replicates)
        let configuration = new RunConfiguration
        {
            Dataset = point.Data.Dataset,
            DataSource = point.Data.Source,
            DataSha256 = point.Data.FileSha256,
            Synthetic = point.Data.Synthetic,
            Task = RunConfiguration.TaskBeside(point.Data.Dataset, point.Data.Task),
            Shape = ShapeName.Of(point.Shape),
            Depth = point.Network.Depth,
            Size = point.Size,
            Widths = point.Network.Widths,
            Parameters = point.Network.Parameters,
            Inputs = point.Network.Inputs,
            Outputs = point.Network.Outputs,
            Rows = point.Data.Rows,
            RawFeatures = point.Data.RawFeatures,
            Batch = batch,
            LearningRate = description.LearningRate,
            Seed = description.Seed,
            Epochs = description.Epochs,
            Device = device,
            Schedule = schedule,
            Simd = device == Trainers.Cpu ? simd : null,
            Threads = description.Threads,
            Replicate = replicate,
            Meter = meter,
            EngineVersion = MachineFingerprint.EngineVersion,
        }
        select new SweepRun
        {
            RunId = RunId.Of(configuration), Configuration = configuration, Data = point.Data.Name, Shard = 0, Position = 0, PredictedSeconds = seconds,
        };

    private static double EpochSeconds(RunTimes times, GridPoint point, TrainingSetup setup, string device)
    {
        try
        {
            return times.EpochSeconds(setup, ShapeName.Of(point.Shape), device);
        }
        catch (InputException e)
        {
            throw new InputException(Unpriced(e));
        }
        catch (InsufficientDataException e)
        {
            throw new InsufficientDataException(Unpriced(e));
        }

        string Unpriced(Exception why) =>
            $"{point.Data.Name} {ShapeName.Of(point.Shape)} depth {point.Network.Depth} size {point.Size}: cannot be timed by {times.Source}: {why.Message}";
    }

    /// <summary>One network of the grid.</summary>
    private sealed record GridPoint(PlannedData Data, Shape Shape, long Size, Network Network)
    {
        // At depth 2 nothing is skipped.
        public string Identity { get; } = $"{Data.Name}/{Network.Residual && Network.Depth > 2}/{string.Join(',', Network.Widths)}";
    }
}
