namespace ButterE.Bench.Soak;

/// <summary>What the script does to a counter.</summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The file of the counter cannot be read for a while.</summary>
    Unreadable,

    /// <summary>The zone's folder is gone for a while.</summary>
    Vanished,

    /// <summary>The file holds no number for a while.</summary>
    Garbage,

    /// <summary>The counter shows the same value for a while.</summary>
    Frozen,

    /// <summary>The counter begins again at 0.</summary>
    Reset,

    /// <summary>The counter jumps ahead by more than any power explains.</summary>
    JumpedAhead,

    /// <summary>The counter cannot be read for so long that it may run over unseen.</summary>
    LongGap,
}
