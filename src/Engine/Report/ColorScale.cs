using System.Globalization;

namespace ButterE.Engine.Report;

/// <summary>Colours of an ordered quantity, told apart by readers with any colour vision.</summary>
internal static class ColorScale
{
    // Viridis without its ends: the darkest vanishes on the dark theme, the palest on the light one.
    private static readonly (int R, int G, int B)[] Scale =
        [(90, 84, 160), (57, 100, 142), (42, 120, 142), (34, 168, 132), (122, 209, 81), (189, 200, 40)];

    /// <summary>The colour at a share of the range, 0 (dark) to 1 (light).</summary>
    public static string At(double share)
    {
        var position = share * (Scale.Length - 1);
        var index = Math.Min((int)position, Scale.Length - 2);
        var (a, b, t) = (Scale[index], Scale[index + 1], position - index);
        return string.Create(CultureInfo.InvariantCulture, $"rgb({a.R + t * (b.R - a.R):0},{a.G + t * (b.G - a.G):0},{a.B + t * (b.B - a.B):0})");
    }
}
