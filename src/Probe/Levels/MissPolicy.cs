namespace ButterE.Probe.Levels;

/// <summary>Replacement policy and placement of pages behind a miss curve.</summary>
internal enum MissPolicy
{
    /// <summary>Least recently used, memory contiguous or virtually indexed.</summary>
    LruContiguous,

    /// <summary>Least recently used, small pages scattered at random.</summary>
    LruRandomPages,

    /// <summary>Random replacement, memory contiguous.</summary>
    RandomContiguous,

    /// <summary>Random replacement, small pages scattered at random.</summary>
    RandomRandomPages,
}
