namespace ButterE.Engine.Training;

/// <summary>How a network is trained.</summary>
public sealed record TrainerSettings
{
    /// <summary>Rows of a batch.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Learning rate of Adam; the energy runs used 1e-4 (the paper's text says 0.001).</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>The schedule of a step.</summary>
    public Schedule Schedule { get; init; } = Schedule.Fused;

    /// <summary>Threads at most.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What depends on the machine.</summary>
    public TrainerTuning Tuning { get; init; } = TrainerTuning.Default;
}
