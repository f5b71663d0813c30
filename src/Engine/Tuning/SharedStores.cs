namespace ButterE.Engine.Tuning;

/// <summary>How threads store parameters that all of them read in the next step.</summary>
/// <param name="PastCaches">Whether past the caches instead of into them.</param>
/// <param name="IntoCachesSeconds">Reading all of some parameters and updating a share of them, stored as usual, s; null where nothing was measured.</param>
/// <param name="PastCachesSeconds">The same, stored past the caches, s.</param>
public sealed record SharedStores(bool PastCaches, double? IntoCachesSeconds, double? PastCachesSeconds)
{
    /// <summary>
    /// Past the caches must take less than this part of the time. Between cores that share a cache both take about the same, and then the
    /// parameters shall stay near.
    /// </summary>
    private const double Margin = 0.85;

    /// <summary>The choice of a machine that grants one core.</summary>
    internal static SharedStores OfOneCore { get; } = new(false, null, null);

    /// <summary>Chooses by two times.</summary>
    /// <param name="seconds">Stored into the caches and past them, s.</param>
    internal static SharedStores Of((double IntoCaches, double PastCaches) seconds) =>
        new(seconds.PastCaches < Margin * seconds.IntoCaches, seconds.IntoCaches, seconds.PastCaches);
}
