using ButterE.Probe.Levels;

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
        return new Quartiles(Quantile.Interpolated(sorted, 0.25), Quantile.Interpolated(sorted, 0.5), Quantile.Interpolated(sorted, 0.75), sorted.Length);
    }
}
