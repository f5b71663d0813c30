using ButterE.Engine.Model;
using ButterE.Engine.Training;

namespace ButterE.Engine.Study;

/// <summary>What a study found and where it is kept: the document summary.json.</summary>
/// <param name="Profile">Path of the hardware profile.</param>
/// <param name="Runs">Folder of the run records.</param>
/// <param name="Model">Path of the cost model.</param>
/// <param name="Recommendation">Path of the recommendation.</param>
/// <param name="Report">Path of the report.</param>
/// <param name="Fit">How well the model fits.</param>
/// <param name="Seconds">Time of this call, s.</param>
public sealed record StudyResult(string Profile, string Runs, string Model, string Recommendation, string Report, StudyFit Fit, double Seconds)
{
    /// <summary>Planned runs that were left out because the time was up; run the same command again to add them.</summary>
    public int RunsLeftOut { get; init; }

    /// <summary>The recommendation in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What the recommendation rests on, one line each.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>Data set of the runs, with its attribution.</summary>
    public required string DataSource { get; init; }

    /// <summary>Identity of the energy meter; null where the machine has none.</summary>
    public string? Meter { get; init; }

    /// <summary>Where block sizes and the break-even of threads of this call's runs came from.</summary>
    public TuningSource Tuning { get; init; }
}

/// <summary>How well the cost model fits the runs.</summary>
/// <param name="Target">Time or energy.</param>
/// <param name="N">Runs.</param>
/// <param name="MeanAbsoluteRelativeError">Mean of |predicted / measured - 1|.</param>
/// <param name="CrossValidatedError">The same over runs left out of the fit; null when it could not be told.</param>
public sealed record StudyFit(CostTarget Target, int N, double MeanAbsoluteRelativeError, double? CrossValidatedError)
{
    /// <summary>Runs in <see cref="CrossValidatedError"/>.</summary>
    public int? CrossValidatedN { get; init; }

    /// <summary>The form of the model.</summary>
    public ModelForm Form { get; init; }

    /// <summary>The numbers of threads that the runs used, ascending.</summary>
    public IReadOnlyList<int> ThreadsUsed { get; init; } = [];

    /// <summary>Whether the model tells them apart.</summary>
    public bool KnowsThreads { get; init; }
}
