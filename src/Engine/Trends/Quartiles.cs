using ButterE.Engine.Model;

namespace ButterE.Engine.Trends;

/// <summary>Median and quartiles, interpolated linearly between neighbours.</summary>
/// <param name="Lower">Lower quartile.</param>
/// <param name="Median">Median.</param>
/// <param name="Upper">Upper quartile.</param>
/// <param name="Count">Values.</param>
public sealed record Quartiles(double Lower, double Median, double Upper, int Count)
{
    /// <summary>Of some values, at least one.</summary>
    public static Quartiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Quartiles(FitErrors.Quantile(sorted, 0.25), FitErrors.Quantile(sorted, 0.5), FitErrors.Quantile(sorted, 0.75), sorted.Length);
    }
}
