using ButterE.Engine.Training;

namespace ButterE.Engine.Runs;

/// <summary>What is saved of a run that is under way: enough to go on, in another process, to the same losses bit for bit.</summary>
public sealed record RunProgress
{
    /// <summary>Parameters, moments and steps.</summary>
    public required TrainerState State { get; init; }

    /// <summary>Where in its epochs the run stands.</summary>
    public required LoopPosition Position { get; init; }

    /// <summary>Start of the first epoch in the first process, UTC.</summary>
    public required DateTime StartUtc { get; init; }

    /// <summary>Processes that worked on it so far.</summary>
    public required int Pieces { get; init; }

    /// <summary>Energy of each finished epoch, J, null where not known; null without a meter.</summary>
    public IReadOnlyList<double?>? EpochJoules { get; init; }

    /// <summary>Energy of all pieces so far; null without a meter.</summary>
    public PiecesEnergy? Energy { get; init; }
}

/// <summary>The energy of the pieces of a run.</summary>
/// <param name="MeterId">The meter.</param>
/// <param name="Joules">Sum over the pieces, J; null when one of them is not known.</param>
/// <param name="Random">Random standard uncertainty of it, J.</param>
/// <param name="Systematic">Systematic standard uncertainty of it, J.</param>
/// <param name="WindowSeconds">Length of the measured windows, s.</param>
/// <param name="Flags">What was odd about the readings, comma separated; null when nothing was.</param>
public sealed record PiecesEnergy(string MeterId, double? Joules, double Random, double Systematic, double WindowSeconds, string? Flags);

/// <summary>How a run is saved while it goes on.</summary>
public sealed record RunSaving
{
    /// <summary>What an earlier process saved; null for a run from the start.</summary>
    public RunProgress? From { get; init; }

    /// <summary>How long the run may go on without being saved; it is also saved when it is cancelled.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Keeps what it is given; the time that it takes is not the run's.</summary>
    public required Action<RunProgress> Save { get; init; }
}
