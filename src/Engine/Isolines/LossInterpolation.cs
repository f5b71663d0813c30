using ButterE.Probe.Levels;

namespace ButterE.Engine.Isolines;

/// <summary>
/// What a network had spent when its loss reached a level, as notebook 6 of the paper's supplement interpolates it: epochs of one loss are one
/// point at the median of the logarithm of their cost, and between points the logarithm of the cost is linear in the logarithm of the loss.
/// </summary>
internal sealed class LossInterpolation
{
    /// <summary>What the notebook adds to a loss before its logarithm, so that a loss of 0 has one.</summary>
    private const double Offset = 1e-18;

    // Rounding must not put a network outside its own range.
    private const double Slack = 1e-12;

    private readonly double[] losses, costs;

    /// <summary>Takes the points of one network.</summary>
    /// <param name="losses">Best loss so far after each epoch.</param>
    /// <param name="costs">What was spent by then, above 0.</param>
    public LossInterpolation(IReadOnlyList<double> losses, IReadOnlyList<double> costs)
    {
        var points = losses.Select((loss, epoch) => (Loss: Ln(loss), Cost: Math.Log(costs[epoch])))
            .GroupBy(point => point.Loss, point => point.Cost)
            .OrderBy(plateau => plateau.Key)
            .Select(plateau => (Loss: plateau.Key, Cost: Quantile.Median(plateau)))
            .ToArray();
        this.losses = [.. points.Select(point => point.Loss)];
        this.costs = [.. points.Select(point => point.Cost)];
    }

    /// <summary>Logarithm of a loss as everything here counts it.</summary>
    public static double Ln(double loss) => Math.Log(loss + Offset);

    /// <summary>The cost at a level; null outside the losses that the network had.</summary>
    /// <param name="lnLoss">Logarithm of the level, from <see cref="Ln"/>.</param>
    public double? At(double lnLoss)
    {
        if (lnLoss < losses[0] - Slack || lnLoss > losses[^1] + Slack)
            return null;
        var above = Array.BinarySearch(losses, lnLoss);
        if (above >= 0)
            return Math.Exp(costs[above]);
        above = Math.Clamp(~above, 1, Math.Max(1, losses.Length - 1));
        if (losses.Length == 1)
            return Math.Exp(costs[0]);
        var share = (lnLoss - losses[above - 1]) / (losses[above] - losses[above - 1]);
        return Math.Exp(costs[above - 1] + share * (costs[above] - costs[above - 1]));
    }
}
