using ButterE.Engine.Isolines;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Runs;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>Everything that a report shows; whatever is absent is left out of the page with a sentence that says so.</summary>
public sealed record ReportInput
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>The machine; null when it was not probed.</summary>
    public HardwareProfile? Profile { get; init; }

    /// <summary>The training runs.</summary>
    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    /// <summary>Predictions for some of the runs.</summary>
    public IReadOnlyList<PredictedRun> Predictions { get; init; } = [];

    /// <summary>What was predicted: <c>time</c> (s) or <c>energy</c> (J); null without a model.</summary>
    public string? Target { get; init; }

    /// <summary>The recommended size; null without evidence for one.</summary>
    public RecommendationView? Recommendation { get; init; }

    /// <summary>The sizes at which working sets leave levels.</summary>
    public IReadOnlyList<SpillBoundary> Boundaries { get; init; } = [];

    /// <summary>Isolines and what follows from them; null without losses.</summary>
    public IsolineFigures? Isolines { get; init; }

    /// <summary>The families whose isolines are drawn.</summary>
    public IReadOnlyList<DrawnFamily> DrawnFamilies { get; init; } = [];

    /// <summary>Least-cost sizes of several families, measured and predicted; null without them.</summary>
    public IReadOnlyList<FamilyLeastCost>? Families { get; init; }

    /// <summary>What the sliders change; null where the profile does not support it.</summary>
    public WhatIfView? WhatIf { get; init; }

    /// <summary>Remarks for the reader, one sentence or more each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A run with its predicted cost.</summary>
/// <param name="RunId">Identity of the run.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Measured">Measured cost, s or J.</param>
/// <param name="Predicted">Predicted cost in the same unit.</param>
public sealed record PredictedRun(string RunId, long Parameters, double Measured, double Predicted);

/// <summary>A recommendation as the page shows it.</summary>
/// <param name="Size">Recommended number of parameters.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Evidence">What it rests on, one line each.</param>
public sealed record RecommendationView(long Size, string Reason, IReadOnlyList<string> Evidence);
