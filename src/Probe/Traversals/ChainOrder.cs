namespace ButterE.Probe.Traversals;

/// <summary>How far apart successive loads of a pointer chase may lie.</summary>
public enum ChainOrder
{
    /// <summary>Random inside blocks of 64 pages, blocks in random order: caches without translation.</summary>
    Local,

    /// <summary>Random over the whole working set: caches and translation together.</summary>
    Random,

    /// <summary>
    /// The blocks of <see cref="Local"/> once for each sixteenth of their lines, four lines of a page that are no neighbours: caches without
    /// prefetching, and a quarter of the translation.
    /// </summary>
    Spread,
}
