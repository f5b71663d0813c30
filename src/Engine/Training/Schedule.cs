namespace ButterE.Engine.Training;

/// <summary>The two schedules of a training step; both give the same numbers bit for bit.</summary>
public enum Schedule
{
    /// <summary>Algorithm 1 of the paper as it stands: all gradients first, then one Adam pass over them.</summary>
    Textbook,

    /// <summary>Adam takes each tile of the gradient as soon as it is finished, out of the L1 cache; no gradient matrix exists.</summary>
    Fused,
}
