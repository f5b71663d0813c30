using System.Globalization;

namespace ButterE.Engine.Report;

/// <summary>Axes in the JSON form of plotly.js.</summary>
internal static class Axis
{
    private const int FewestTicks = 2;

    /// <summary>A linear axis.</summary>
    public static object Linear(string title) => new { title = new { text = title }, rangemode = "tozero" };

    /// <summary>A logarithmic axis in powers of ten.</summary>
    /// <param name="title">Quantity and unit.</param>
    /// <param name="unit">Unit to which SI prefixes are put at the ticks; null for plain numbers.</param>
    /// <param name="values">Every value that the axis must show, above 0.</param>
    public static object Logarithmic(string title, string? unit, IReadOnlyCollection<double> values)
    {
        var (low, high) = Range(values);
        var ticks = Steps(low, high).Where(tick => tick >= low && tick <= high).ToArray();
        if (ticks.Length < FewestTicks)
            ticks = Even(low, high, Decimal);
        return new
        {
            title = new { text = title },
            type = "log",
            range = new[] { Math.Log10(low), Math.Log10(high) },
            tickvals = ticks,
            ticktext = ticks.Select(tick => (unit, tick) switch
            {
                // Losses and ratios: thousandths have no prefix that anybody reads.
                (null, < 1e-4) => tick.ToString("0.##e0", CultureInfo.InvariantCulture),
                (null, < 1) => tick.ToString("0.######", CultureInfo.InvariantCulture),
                (null, _) => Quantity.Si(tick, "").Replace(" ", "", StringComparison.Ordinal),
                _ => Quantity.Si(tick, unit),
            }),
        };
    }

    /// <summary>A logarithmic axis of sizes in memory, with ticks at powers of two.</summary>
    public static object Bytes(string title, IReadOnlyCollection<double> values)
    {
        var (low, high) = Range(values);
        var (first, last) = ((int)Math.Ceiling(Math.Log2(low)), (int)Math.Floor(Math.Log2(high)));
        var step = Math.Max(1, (last - first + 11) / 12);
        var ticks = Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(power => power % step == 0).Select(power => Math.Pow(2, power)).ToArray();
        if (ticks.Length < FewestTicks)
            ticks = Even(low, high, distance => Math.Pow(2, Math.Ceiling(Math.Log2(distance))));
        return new
        {
            title = new { text = title },
            type = "log",
            range = new[] { Math.Log10(low), Math.Log10(high) },
            tickvals = ticks,
            ticktext = ticks.Select(tick => Quantity.Bytes(tick)),
        };
    }

    // The next distance of 2, 5 or 10 in its decade.
    private static double Decimal(double distance)
    {
        var decade = Math.Pow(10, Math.Floor(Math.Log10(distance)));
        return decade * (distance <= 2 * decade ? 2 : distance <= 5 * decade ? 5 : 10);
    }

    // A short axis may lie between two ticks of the usual kind: then there are some at even distances.
    private static double[] Even(double low, double high, Func<double, double> rounded)
    {
        var step = rounded((high - low) / 5);
        return [.. Enumerable.Range((int)Math.Ceiling(low / step), (int)Math.Ceiling((high - low) / step)).Select(i => i * step).Where(tick => tick <= high)];
    }

    private static (double Low, double High) Range(IReadOnlyCollection<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        var margin = Math.Max(Math.Pow(high / low, 0.06), 1.15);
        return (low / margin, high * margin);
    }

    // The shorter the axis, the more ticks within a decade; whole decades when it is long.
    private static IEnumerable<double> Steps(double low, double high)
    {
        double[] within = Math.Log10(high / low) switch { < 1.2 => [1, 1.5, 2, 3, 4, 5, 7], < 2.5 => [1, 2, 5], < 4 => [1, 3], _ => [1] };
        return Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 2)
            .SelectMany(decade => within.Select(factor => factor * Math.Pow(10, decade)));
    }
}
