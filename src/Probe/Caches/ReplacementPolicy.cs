namespace ButterE.Probe.Caches;

/// <summary>Which line of a full set makes room.</summary>
public enum ReplacementPolicy
{
    /// <summary>The least recently used.</summary>
    Lru,

    /// <summary>The one that a binary tree of last directions points to.</summary>
    TreePlru,

    /// <summary>Any, each with the same chance.</summary>
    Random,

    /// <summary>Static re-reference interval prediction with two bits, hit priority (Jaleel et al., ISCA 2010).</summary>
    Srrip,
}
