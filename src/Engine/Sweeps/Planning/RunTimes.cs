using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>What the runs of a plan are expected to take: by a model of time where one is given and the run is for its device, else by operations.</summary>
public sealed class RunTimes
{
    private readonly EpochCost? cost;
    private readonly string kind;

    private RunTimes(EpochCost? cost, string kind, string source) => (this.cost, this.kind, Source) = (cost, kind, source);

    /// <summary>By operations alone.</summary>
    public static RunTimes ByOperations { get; } = new(null, "", $"operations at an assumed {EpochEstimate.AssumedFlopsPerSecond / 1e9:0} GFLOP/s of every device");

    /// <summary>Where the times come from, in words.</summary>
    public string Source { get; }

    /// <summary>By a model or profile for runs on its device, by operations for others.</summary>
    /// <param name="cost">Cost of an epoch, s.</param>
    /// <param name="device">Its device.</param>
    /// <exception cref="ArgumentException">The cost is not a time.</exception>
    public static RunTimes By(EpochCost cost, string device)
    {
        ArgumentNullException.ThrowIfNull(cost);
        if (cost.Target != CostTarget.Time)
            throw new ArgumentException("the cost of an epoch must be a time", nameof(cost));
        var kind = RunsFile.KindOf(device);
        return new RunTimes(cost, kind, $"{cost.Source}; runs on another device than {kind} by {ByOperations.Source}");
    }

    /// <summary>Time of an epoch, s.</summary>
    /// <param name="setup">What is trained.</param>
    /// <param name="shape">Published name of the shape.</param>
    /// <param name="device">The device.</param>
    internal double EpochSeconds(TrainingSetup setup, string shape, string device) => cost is not null && RunsFile.KindOf(device) == kind
        ? cost.Of(setup, shape)
        : EpochEstimate.Seconds(setup.Network, setup.Rows!.Value, setup.Batch);
}
