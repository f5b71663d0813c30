using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>What one further epoch costs, by a fitted model or by a hardware profile alone.</summary>
public sealed class EpochCost
{
    private readonly Func<TrainingSetup, string?, double> cost;

    private EpochCost(CostTarget target, string source, Func<TrainingSetup, string?, double> cost) => (Target, Source, this.cost) = (target, source, cost);

    /// <summary>Joules or seconds.</summary>
    public CostTarget Target { get; }

    /// <summary>Where the cost comes from, in words.</summary>
    public string Source { get; }

    /// <summary>By a model: what a run costs that is one epoch longer, so that what a run costs before it trains does not count.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">Where the model comes from, in words.</param>
    public static EpochCost Of(EnergyModel model, string source) =>
        new(model.Target, source, (setup, shape) => model.Predict(setup, 2, shape) - model.Predict(setup, 1, shape));

    /// <summary>By step times that a profile alone gives.</summary>
    /// <param name="model">The step times.</param>
    /// <param name="source">Where the profile comes from, in words.</param>
    public static EpochCost Of(ProfileStepModel model, string source) => new(CostTarget.Time, source, (setup, _) => model.Predict(setup, 1));

    /// <summary>J or s of one epoch.</summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="shape">Published name of the shape; null when not known.</param>
    /// <exception cref="Probe.InsufficientDataException">A cost that the run incurs is not known.</exception>
    /// <exception cref="Probe.InputException">A working set does not fit into the last level.</exception>
    public double Of(TrainingSetup setup, string? shape) => cost(setup, shape);
}
