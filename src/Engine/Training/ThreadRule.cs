using ButterE.Engine.Networks;

namespace ButterE.Engine.Training;

/// <summary>How many threads a network deserves.</summary>
internal static class ThreadRule
{
    /// <summary>
    /// From the measured break-even of a second thread on, one more for each further half of it, as long as each has a panel of units to itself.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="panelWidth">Columns of a panel.</param>
    /// <param name="smallestLayer">Parameters a layer, on average, below which one thread works alone.</param>
    /// <param name="granted">Threads at most.</param>
    public static int Of(Network network, int batch, int panelWidth, long smallestLayer, int granted)
    {
        var perLayer = network.ParametersPerLayer;
        if (perLayer < smallestLayer)
            return 1;
        var deserved = perLayer / Math.Max(1, smallestLayer / 2);
        long panels = Panels(batch), widest = network.Widths.Max(Panels);
        return (int)Math.Clamp(Math.Min(deserved, panels * widest), 1, Math.Max(1, granted));

        int Panels(int columns) => (columns + panelWidth - 1) / panelWidth;
    }
}
