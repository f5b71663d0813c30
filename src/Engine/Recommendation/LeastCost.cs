using ButterE.Engine.Data;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Probe.Levels;

namespace ButterE.Engine.Recommendation;

/// <summary>One network that reaches the loss.</summary>
/// <param name="Curve">The network and its losses.</param>
/// <param name="Cost">J or s to the loss.</param>
public sealed record CostPoint(LossCurve Curve, double Cost)
{
    /// <summary>Target number of parameters, or the true one where widths were given.</summary>
    public long Size => Curve.Size ?? Curve.Parameters;
}

/// <summary>The size of a family that reaches a loss at least cost, with an interval.</summary>
/// <param name="Loss">The test loss.</param>
/// <param name="Points">The networks that reach it, ascending in parameters: of each size the run settings that reach it at least cost.</param>
/// <param name="Noise">
/// Standard deviation of the logarithm of a cost about the line through its two neighbours; curvature counts in, so that it is no less than the noise
/// of the runs. Null with fewer than three networks.
/// </param>
/// <param name="Interval">95 % interval of the parameters of least cost; null without a noise.</param>
public sealed record LeastCost(double Loss, IReadOnlyList<CostPoint> Points, double? Noise, ConfidenceInterval? Interval)
{
    private const int Resamples = 2000, Seed = 1;

    /// <summary>The cheapest network.</summary>
    public CostPoint Best => Points.MinBy(point => point.Cost)!;

    /// <summary>Whether the cheapest network is the smallest or the largest: the true minimum may lie beyond.</summary>
    public bool IsAtAnEnd => Points.Count < 3 || Best == Points[0] || Best == Points[^1];

    /// <summary>
    /// Compares the networks of a family. The interval: costs are redrawn with their noise, the cheapest is found each time, and the ends go half-way
    /// to the next size, because sizes in between were not tried.
    /// </summary>
    /// <param name="family">Curves of networks of one shape and depth; of a size there may be several, which differ in how it was trained.</param>
    /// <param name="loss">The test loss.</param>
    /// <param name="costOf">J or s until a network reaches it; null where it never does, or the cost is not known.</param>
    /// <returns>Null when no network reaches the loss at a known cost.</returns>
    public static LeastCost? Of(IEnumerable<LossCurve> family, double loss, Func<LossCurve, double?> costOf)
    {
        CostPoint[] points =
        [
            .. family.Select(curve => (curve, Cost: costOf(curve))).Where(entry => entry.Cost is > 0)
                .Select(entry => new CostPoint(entry.curve, entry.Cost!.Value))
                .GroupBy(point => point.Curve.Parameters, (_, same) => same.MinBy(point => point.Cost)!).OrderBy(point => point.Curve.Parameters),
        ];
        if (points.Length == 0)
            return null;
        if (NoiseOf(points) is not { } noise)
            return new LeastCost(loss, points, null, null);

        var random = new Xoshiro256(Seed);
        var cheapest = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var (least, best) = (double.PositiveInfinity, 0);
            for (var i = 0; i < points.Length; i++)
            {
                var cost = Math.Log(points[i].Cost) + noise * random.NextNormal();
                if (cost < least)
                    (least, best) = (cost, i);
            }

            cheapest[resample] = best;
        }

        Array.Sort(cheapest);
        var (low, high) = ((int)Quantile.AtOrBelow(cheapest, 0.025), (int)Quantile.AtOrBelow(cheapest, 0.975));
        return new LeastCost(loss, points, noise, new ConfidenceInterval(Between(points, low - 1, low), Between(points, high, high + 1)));
    }

    /// <summary>The lowest test loss that a number of sizes reach; null where fewer sizes have losses.</summary>
    public static double? LossReachedBy(IEnumerable<LossCurve> curves, int sizes)
    {
        var best = curves.GroupBy(curve => curve.Size ?? curve.Parameters).Select(size => size.Min(curve => curve.BestLoss)).Order().ToArray();
        return best.Length >= sizes ? best[sizes - 1] : null;
    }

    private static double? NoiseOf(CostPoint[] points)
    {
        if (points.Length < 3)
            return null;
        double sum = 0;
        for (var i = 1; i + 1 < points.Length; i++)
        {
            var (before, here, after) = (Log(i - 1), Log(i), Log(i + 1));
            var share = (here.X - before.X) / (after.X - before.X);
            var distance = here.Y - before.Y - share * (after.Y - before.Y);
            sum += distance * distance / (1 + share * share + (1 - share) * (1 - share));
        }

        return Math.Sqrt(sum / (points.Length - 2));

        (double X, double Y) Log(int i) => (Math.Log(points[i].Curve.Parameters), Math.Log(points[i].Cost));
    }

    private static double Between(CostPoint[] points, int below, int above) =>
        Math.Sqrt((double)points[Math.Max(below, 0)].Curve.Parameters * points[Math.Min(above, points.Length - 1)].Curve.Parameters);
}
