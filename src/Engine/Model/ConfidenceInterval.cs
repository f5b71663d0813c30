using ButterE.Probe.Levels;

namespace ButterE.Engine.Model;

/// <summary>A 95 % interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record ConfidenceInterval(double Low, double High)
{
    /// <summary>The interval between the 2.5 % and 97.5 % quantiles of resampled values; null when there are none.</summary>
    internal static ConfidenceInterval? Of(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        return sorted.Length == 0 ? null : new ConfidenceInterval(Quantile.Interpolated(sorted, 0.025), Quantile.Interpolated(sorted, 0.975));
    }
}
