using ButterE.Engine.Training;

namespace ButterE.Engine.Study;

/// <summary>How much a study measures.</summary>
public enum StudyScope
{
    /// <summary>Ends within 3 minutes on 2 cores.</summary>
    Quick,

    /// <summary>About an hour on 2 cores: sizes 2^5 to 2^22 in eight shapes and depths, for enough epochs that isolines cross.</summary>
    Full,
}

/// <summary>What a study does and where it keeps its results.</summary>
public sealed record StudySettings
{
    /// <summary>Folder of the results; a second study with the same folder goes on where the first one stopped.</summary>
    public required string Folder { get; init; }

    /// <summary>How much to measure.</summary>
    public StudyScope Scope { get; init; } = StudyScope.Quick;

    /// <summary>The device as the option --device names it.</summary>
    public string Device { get; init; } = Trainers.Cpu;

    /// <summary>Threads at most.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; }

    /// <summary>How often each network runs, in blocks of random order.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>The schedule of a step.</summary>
    public Schedule Schedule { get; init; } = Schedule.Fused;

    /// <summary>What depends on the machine.</summary>
    public TrainerTuning Tuning { get; init; } = TrainerTuning.Default;
}
