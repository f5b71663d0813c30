using ButterE.Kernels.Memory;

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

    /// <summary>How a device starts its steps.</summary>
    public Launch Launch { get; init; } = Launch.Auto;

    /// <summary>What the products of a step compute with; the CPU has float32 only.</summary>
    public Precision Precision { get; init; }

    /// <summary>Threads at most.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The processors to keep the workers on, the caller's thread first; null leaves the choice to the system. No more threads than these work.</summary>
    public IReadOnlyList<int>? Affinity { get; init; }

    /// <summary>What to ask the kernel for where a matrix is large.</summary>
    public HugePages HugePages { get; init; } = HugePages.Auto;

    /// <summary>What depends on the machine.</summary>
    public TrainerTuning Tuning { get; init; } = TrainerTuning.Default;

    internal int MostThreads => Math.Min(Threads, Affinity?.Count ?? Threads);
}
