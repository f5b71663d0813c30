namespace ButterE.Probe.Simulation;

/// <summary>What a cache holds of the lines that the caches closer to the core hold.</summary>
public enum Inclusion
{
    /// <summary>Takes in every line that passes and forgets on its own.</summary>
    NonInclusive,

    /// <summary>Takes in every line that passes; what it forgets, the closer caches must forget too.</summary>
    Inclusive,

    /// <summary>Takes in only what the next closer cache displaces, and gives a line away when it is hit (a victim cache).</summary>
    Exclusive,
}
