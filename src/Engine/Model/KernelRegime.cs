namespace ButterE.Engine.Model;

/// <summary>
/// Layers whose products the library computes alike. The size of a layer is the geometric mean of its fan-in and its width, the side
/// of a square weight matrix of as many elements.
/// </summary>
/// <param name="From">Smallest size of the regime; 1 for the first.</param>
/// <param name="FromLow">Lower end of the 95 % interval of <paramref name="From"/>; null for the first regime.</param>
/// <param name="FromHigh">Upper end.</param>
public sealed record KernelRegime(double From, double? FromLow, double? FromHigh)
{
    /// <summary>Size of a layer.</summary>
    internal static double SizeOf(double fanIn, double units) => Math.Sqrt(fanIn * units);

    /// <summary>Number of the regime, from 0, to which a layer belongs.</summary>
    /// <param name="edges">Where the second and later regimes begin, ascending.</param>
    /// <param name="size">Size of the layer.</param>
    internal static int IndexOf(IReadOnlyList<double> edges, double size)
    {
        var index = 0;
        while (index < edges.Count && size >= edges[index])
            index++;
        return index;
    }
}
