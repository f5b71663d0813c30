using ButterE.Engine.Model;
using ButterE.Engine.Runs;

namespace ButterE.Engine.Recommendation;

/// <summary>What a run spent until its test loss first fell to a level (section 8 of the paper).</summary>
public static class CostToLoss
{
    /// <summary>
    /// The cost at which the best test loss so far reaches a level, interpolated between two epochs linearly in the logarithms of cost and
    /// loss, as the paper's notebook does. Where the meter could not resolve every epoch, each costs its share of the run's energy by time.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="loss">The loss level, above 0.</param>
    /// <param name="target">Seconds or joules.</param>
    /// <returns>s or J; null when the run never reached the level or the cost was not measured.</returns>
    public static double? Of(RunRecord run, double loss, CostTarget target)
    {
        var isResolved = run.EpochJoules?.All(joules => joules is not null) == true;
        double spent = 0, previousSpent = 0, best = double.PositiveInfinity;
        for (var epoch = 0; epoch < (run.TestLoss?.Count ?? 0); epoch++)
        {
            if (CostOf(run, epoch, target, isResolved) is not { } cost)
                return null;
            (previousSpent, spent) = (spent, spent + cost);
            var now = run.TestLoss![epoch];
            if (now <= loss)
                return epoch == 0 || !double.IsFinite(best) ? spent : Interpolate(previousSpent, best, spent, now, loss);
            best = Math.Min(best, now);
        }

        return null;
    }

    /// <summary>The lowest test loss of a run; null without test losses.</summary>
    public static double? BestLoss(RunRecord run) => run.TestLoss is { Count: > 0 } losses ? losses.Min() : null;

    private static double? CostOf(RunRecord run, int epoch, CostTarget target, bool isResolved) => (target, isResolved) switch
    {
        (CostTarget.Time, _) => run.EpochSeconds[epoch],
        (_, true) => run.EpochJoules![epoch],
        _ => run.Joules * run.EpochSeconds[epoch] / run.Seconds,
    };

    private static double Interpolate(double cost0, double loss0, double cost1, double loss1, double loss)
    {
        var share = (Math.Log(loss0) - Math.Log(loss)) / (Math.Log(loss0) - Math.Log(loss1));
        return Math.Exp(Math.Log(cost0) + share * (Math.Log(cost1) - Math.Log(cost0)));
    }
}
