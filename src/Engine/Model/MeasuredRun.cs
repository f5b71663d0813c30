using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>One training run with what it cost.</summary>
/// <param name="Setup">What was trained.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="Measured">Joules or seconds of the whole run; null when it was not measured.</param>
public sealed record MeasuredRun(TrainingSetup Setup, double Epochs, double? Measured)
{
    /// <summary>Name of the data set; null when not given.</summary>
    public string? Dataset { get; init; }

    /// <summary>Published name of the shape; null when not given.</summary>
    public string? Shape { get; init; }

    /// <summary>Target number of parameters; null when not given.</summary>
    public long? Size { get; init; }

    /// <summary>Cost of the run before it trained, J or s as <see cref="Measured"/>, as its table states it; null where that says nothing.</summary>
    public double? Overhead { get; init; }

    /// <summary>Whether the run is of a simulated campaign: its cost was computed from planted coefficients, not measured.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Identity of the run in its file; null when not given.</summary>
    public string? RunId { get; init; }
}
