using ButterE.Probe.Levels;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Costs;

/// <summary>A cost fit with what the resampled rounds make of every number in it.</summary>
internal sealed class CostIntervals
{
    /// <summary>Resamples: enough for the ends of a 95 % interval, few enough for the all-subsets fit of each.</summary>
    private const int Resamples = 120;

    private const int LeastRounds = 3;
    private readonly CostFit[] resampled;

    /// <param name="visits">Visits, in the unit of the cost.</param>
    /// <param name="quantile">Which quantile of the visits to a size stands for it.</param>
    /// <param name="caches">The levels found by the chase.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public CostIntervals(IReadOnlyList<Visit> visits, double quantile, IReadOnlyList<DetectedLevel> caches, int seed)
    {
        Fit = CostFit.Of(visits, quantile, caches);
        var bootstrap = new RoundBootstrap(visits);
        resampled = bootstrap.Count < LeastRounds
            ? []
            : [.. bootstrap.Draw(Resamples, seed).Select(draw => CostFit.Of(draw, quantile, caches, Fit.LastCacheBytes))];
    }

    /// <summary>The fit of all visits.</summary>
    public CostFit Fit { get; }

    /// <summary>The affine cost of a level with intervals; null when it has too few points.</summary>
    /// <param name="level">Index of the level, memory last.</param>
    /// <param name="unit">Unit of the result per unit of the visits.</param>
    public AffineFit? Line(int level, double unit)
    {
        if (Of(fit => fit.Lines[level]?.A * unit) is not { } a || Of(fit => fit.Lines[level]?.M * unit) is not { } m)
            return null;
        return new AffineFit(a.Value, a.Low, a.High, m.Value, m.Low, m.High);
    }

    /// <summary>A number of the fit with its interval; null when the fit does not have it.</summary>
    public Estimate? Of(Func<CostFit, double?> number)
    {
        if (number(Fit) is not { } value)
            return null;
        var ascending = resampled.Select(number).OfType<double>().Order().ToArray();
        return ascending.Length < Resamples / 2
            ? new Estimate(value, null, null)
            : new Estimate(value, Math.Min(value, Quantile.Interpolated(ascending, 0.025)), Math.Max(value, Quantile.Interpolated(ascending, 0.975)));
    }
}
