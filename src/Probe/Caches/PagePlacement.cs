namespace ButterE.Probe.Caches;

/// <summary>Which physical memory lies behind a buffer.</summary>
public enum PagePlacement
{
    /// <summary>One piece, as with huge pages.</summary>
    Contiguous,

    /// <summary>Pages of 4 KiB scattered at random.</summary>
    Scattered,
}
