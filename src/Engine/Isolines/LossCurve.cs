using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Isolines;

/// <summary>How one network's best test loss fell over the epochs on one device, and what it had spent by then.</summary>
public sealed record LossCurve
{
    /// <summary>Where it ran: <c>cpu</c> or <c>gpu</c> in a campaign, the device's own name in run records.</summary>
    public required string Device { get; init; }

    /// <summary>Name of the data set, or where a user's rows come from.</summary>
    public required string Dataset { get; init; }

    /// <summary>Published name of the shape; null when widths were given.</summary>
    public string? Shape { get; init; }

    /// <summary>Target number of parameters; null when widths were given.</summary>
    public long? Size { get; init; }

    /// <summary>What was trained.</summary>
    public required TrainingSetup Setup { get; init; }

    /// <summary>Epochs trained at each point, ascending, above 0.</summary>
    public required IReadOnlyList<double> Epochs { get; init; }

    /// <summary>Lowest test loss up to each point: the median over repetitions.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>Joules or seconds up to each point, overhead taken off where it is known; null when not measured.</summary>
    public IReadOnlyList<double>? Spent { get; init; }

    /// <summary>What <see cref="Spent"/> counts.</summary>
    public required CostTarget Target { get; init; }

    /// <summary>Runs behind the losses.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Layers, the output layer included.</summary>
    public int Depth => Setup.Network.Depth;

    /// <summary>Trainable parameters.</summary>
    public long Parameters => Setup.Network.Parameters;

    /// <summary>Operations of an epoch as the notebook counts them.</summary>
    public double FlopsPerEpoch => TrainingFlops.Count(Setup.Network, Setup.RawFeatures, Setup.Batch, Setup.Rows).PerEpoch!.Value;

    /// <summary>Lowest loss of all.</summary>
    public double BestLoss => Losses[^1];

    /// <summary>
    /// What was spent when a loss was reached: inside the losses that the network had by <see cref="LossInterpolation"/>, above them what the
    /// first epoch cost, which is then an upper bound.
    /// </summary>
    /// <param name="loss">The level.</param>
    /// <returns>J or s; null when the level was never reached or nothing was measured.</returns>
    public double? CostAt(double loss) => Spent is null ? null : At(loss, Spent);

    /// <summary>Epochs until a loss was reached, by the same interpolation; null when it never was.</summary>
    public double? EpochsTo(double loss) => At(loss, Epochs);

    private double? At(double loss, IReadOnlyList<double> costs) =>
        loss > Losses[0] ? costs[0] : new LossInterpolation(Losses, costs).At(LossInterpolation.Ln(loss));
}
