namespace ButterE.Engine.Training;

/// <summary>The two schedules of a training step; both give the same numbers bit for bit.</summary>
public enum Schedule
{
    /// <summary>Algorithm 1 of the paper as it stands: all gradients first, then one Adam pass over them.</summary>
    Textbook,

    /// <summary>Adam takes the gradient from the registers that hold it; the gradient never exists in memory.</summary>
    Fused,
}
